-- Tables as prisma/schema.prisma says them, then by hand what Prisma cannot say: roles, row-level security,
-- append-only audit events and the sweeps.


-- CreateTable
CREATE TABLE "shop" (
    "shop_id" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT,
    "contact_email" TEXT,
    "country_code" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "scopes" TEXT[],
    "last_request_number" INTEGER NOT NULL DEFAULT 1000,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "installed_at" TIMESTAMPTZ(3),
    "uninstalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "session" (
    "shop_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "is_online" BOOLEAN NOT NULL,
    "scope" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "key_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "data_key" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "request_id" UUID,
    "epoch" INTEGER NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "shop_domain" TEXT NOT NULL,
    "event_id" TEXT,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" UUID NOT NULL,
    "body" BYTEA,
    "commitment" BYTEA NOT NULL,
    "state" TEXT NOT NULL,
    "problem" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "request" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "business_key" TEXT,
    "jurisdiction" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "received_on" DATE NOT NULL,
    "due" DATE NOT NULL,
    "raw_due" DATE NOT NULL,
    "safe_due" DATE NOT NULL,
    "ack_due" DATE,
    "notice_due" DATE,
    "extended_due" DATE,
    "platform_due" DATE,
    "subject_key_id" UUID NOT NULL,
    "subject" BYTEA,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "request_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "identifier" (
    "shop_id" UUID NOT NULL,
    "index" BYTEA NOT NULL,
    "request_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "identifier_pkey" PRIMARY KEY ("shop_id","index","request_id")
);

-- CreateTable
CREATE TABLE "step" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "store" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason_code" TEXT,
    "reason" TEXT,
    "cursor" JSONB,
    "records" INTEGER NOT NULL DEFAULT 0,
    "pages" INTEGER NOT NULL DEFAULT 0,
    "counted" INTEGER NOT NULL DEFAULT 0,
    "expected" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "gaps" JSONB NOT NULL DEFAULT '[]',
    "started_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "step_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "chunk" (
    "shop_id" UUID NOT NULL,
    "step_id" UUID NOT NULL,
    "collection" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "request_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "records" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "chunk_pkey" PRIMARY KEY ("shop_id","step_id","collection","sequence")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "entry" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "download" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "secret" BYTEA NOT NULL,
    "issued_to" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "download_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "data_key_shop_id_request_id_purpose_key" ON "data_key"("shop_id", "request_id", "purpose");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_shop_id_topic_webhook_id_key" ON "delivery"("shop_id", "topic", "webhook_id");

-- CreateIndex
CREATE INDEX "request_shop_id_received_at_id_idx" ON "request"("shop_id", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "request_shop_id_number_key" ON "request"("shop_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "request_shop_id_business_key_key" ON "request"("shop_id", "business_key");

-- CreateIndex
CREATE INDEX "identifier_shop_id_request_id_idx" ON "identifier"("shop_id", "request_id");

-- CreateIndex
CREATE UNIQUE INDEX "step_shop_id_request_id_store_operation_key" ON "step"("shop_id", "request_id", "store", "operation");

-- CreateIndex
CREATE INDEX "chunk_shop_id_request_id_idx" ON "chunk"("shop_id", "request_id");

-- CreateIndex
CREATE INDEX "audit_event_shop_id_request_id_id_idx" ON "audit_event"("shop_id", "request_id", "id");

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shop"("shop_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identifier" ADD CONSTRAINT "identifier_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chunk" ADD CONSTRAINT "chunk_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "download" ADD CONSTRAINT "download_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;


-- One intake, index and credential key per shop (NULL request ids are distinct to the index above).
CREATE UNIQUE INDEX "data_key_of_shop" ON "data_key" ("shop_id", "purpose") WHERE "request_id" IS NULL;

-- The inbox: what waits, oldest first.
CREATE INDEX "delivery_waiting" ON "delivery" ("received_at") WHERE "state" = 'received';
-- What the merchant is shown as an alarm.
CREATE INDEX "delivery_trouble" ON "delivery" ("shop_id", "received_at") WHERE "problem" IS NOT NULL;
CREATE INDEX "delivery_sealed" ON "delivery" ("received_at") WHERE "body" IS NOT NULL;
CREATE INDEX "download_expiry" ON "download" ("expires_at");

-- Roles. Group roles without login: the login that DATABASE_URL names is made a member of both, and each
-- pool steps into one of them when it connects. They belong to the cluster, so another database may have
-- made them already.
DO $$
BEGIN
  CREATE ROLE privacy_desk_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  CREATE ROLE privacy_desk_intake NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO privacy_desk_app, privacy_desk_intake;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON "shop", "session", "data_key", "delivery", "request", "identifier", "step", "chunk", "download"
  TO privacy_desk_app;
GRANT SELECT, INSERT ON "audit_event" TO privacy_desk_app;
GRANT INSERT ON "delivery" TO privacy_desk_intake;

-- The shop of this transaction, set by the unit of work; without it no row is visible.
CREATE FUNCTION current_shop() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('privacy_desk.shop_id', true), '')::uuid;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['shop', 'session', 'data_key', 'delivery', 'request', 'identifier', 'step',
                              'chunk', 'audit_event', 'download'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_shop ON %I TO privacy_desk_app
                    USING (shop_id = current_shop()) WITH CHECK (shop_id = current_shop())', name);
  END LOOP;
END $$;

-- The door may only put new deliveries in, of any shop, and read nothing.
CREATE POLICY intake ON "delivery" FOR INSERT TO privacy_desk_intake
  WITH CHECK ("state" IN ('received', 'refused') AND "attempts" = 0);

-- Append-only: not even the owner changes what was written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Sweeps: the only queries across shops. They run as the owner, return ids and nothing else, and all
-- stand here. The owner too is under row-level security, so it is given these rows to read.
CREATE POLICY sweep ON "delivery" FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION waiting_deliveries(at timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.shop_id, d.id FROM delivery d
  WHERE d.state = 'received' AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= at)
  ORDER BY d.received_at LIMIT most
$$;
CREATE FUNCTION outlived_deliveries(before timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.shop_id, d.id FROM delivery d
  WHERE d.body IS NOT NULL AND d.state <> 'received' AND d.received_at < before
  ORDER BY d.received_at LIMIT most
$$;
CREATE POLICY sweep ON "download" FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION expired_downloads(before timestamptz, most integer) RETURNS TABLE (shop_id uuid, id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.shop_id, d.id FROM download d WHERE d.expires_at < before ORDER BY d.expires_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION waiting_deliveries, outlived_deliveries, expired_downloads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION waiting_deliveries, outlived_deliveries, expired_downloads TO privacy_desk_app;
