FROM node:24-slim AS build
WORKDIR /home/node
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-slim
USER node
WORKDIR /home/node
ENV NODE_ENV=production KEYS_DIR=keys
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional && mkdir -m 0700 keys
COPY prisma/migrations prisma/migrations
COPY --from=build /home/node/build build
VOLUME /home/node/keys
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1))"]
CMD ["sh", "-c", "node build/server/index.js migrate && exec node --max-semi-space-size=16 --heap-growing-percent=20 build/server/index.js"]
