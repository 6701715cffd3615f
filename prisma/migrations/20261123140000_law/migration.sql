-- Where the person lives, sealed under the request's dossier key; the dates by each law that applies, as they were
-- computed (null: opened before there were several); what staff waited for; and an extension that was announced.
ALTER TABLE "request"
  ADD COLUMN "residence" BYTEA,
  ADD COLUMN "regimes" JSONB,
  ADD COLUMN "pauses" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "extended_on" DATE,
  ADD COLUMN "extension_reason" TEXT;
