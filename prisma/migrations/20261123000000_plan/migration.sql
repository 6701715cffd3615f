-- AlterTable
ALTER TABLE "request" ADD COLUMN     "owner" TEXT;

-- AlterTable
ALTER TABLE "step" ADD COLUMN     "assignee" TEXT,
ADD COLUMN     "not_before" TIMESTAMPTZ(3),
ADD COLUMN     "plan_id" UUID;

-- AlterTable
ALTER TABLE "staff" ADD COLUMN     "looked_at" TIMESTAMPTZ(3),
ADD COLUMN     "looked_before" TIMESTAMPTZ(3),
ADD COLUMN     "role" TEXT;

-- CreateTable
CREATE TABLE "plan" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "key_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "starts_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "vendor_write" (
    "shop_id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "step_id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "after" BYTEA,
    "intended_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "vendor_write_pkey" PRIMARY KEY ("shop_id","plan_id","position")
);

-- CreateTable
CREATE TABLE "comment" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "comment_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "retained" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "key_id" UUID NOT NULL,
    "ground" TEXT NOT NULL,
    "until" DATE NOT NULL,
    "records" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retained_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "shop_id" UUID NOT NULL,
    "index" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "request_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("shop_id","index","reason")
);

-- CreateTable
CREATE TABLE "setting" (
    "shop_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("shop_id","name")
);

-- CreateTable
CREATE TABLE "saved_view" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "staff_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "mail" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "request_id" UUID,
    "template" TEXT NOT NULL,
    "key_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "message_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateTable
CREATE TABLE "register_link" (
    "shop_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "times_used" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "register_link_pkey" PRIMARY KEY ("shop_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "plan_shop_id_request_id_sequence_key" ON "plan"("shop_id", "request_id", "sequence");

-- CreateIndex
CREATE INDEX "vendor_write_shop_id_step_id_idx" ON "vendor_write"("shop_id", "step_id");

-- CreateIndex
CREATE INDEX "comment_shop_id_request_id_created_at_idx" ON "comment"("shop_id", "request_id", "created_at");

-- CreateIndex
CREATE INDEX "retained_shop_id_until_idx" ON "retained"("shop_id", "until");

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_shop_id_staff_id_name_key" ON "saved_view"("shop_id", "staff_id", "name");

-- CreateIndex
CREATE INDEX "mail_shop_id_request_id_idx" ON "mail"("shop_id", "request_id");

-- AddForeignKey
ALTER TABLE "plan" ADD CONSTRAINT "plan_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vendor_write" ADD CONSTRAINT "vendor_write_shop_id_plan_id_fkey" FOREIGN KEY ("shop_id", "plan_id") REFERENCES "plan"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "retained" ADD CONSTRAINT "retained_shop_id_request_id_fkey" FOREIGN KEY ("shop_id", "request_id") REFERENCES "request"("shop_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand -----------------------------------------------------------------------------------------------------------

CREATE UNIQUE INDEX "plan_standing" ON "plan" ("shop_id", "request_id") WHERE "state" IN ('proposed', 'approved', 'begun');

GRANT SELECT, INSERT, UPDATE, DELETE ON
  "plan", "vendor_write", "comment", "retained", "suppression", "setting", "saved_view", "mail", "register_link"
  TO privacy_desk_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['plan', 'vendor_write', 'comment', 'retained', 'suppression', 'setting', 'saved_view', 'mail',
                              'register_link'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_shop ON %I TO privacy_desk_app
                    USING (shop_id = current_shop()) WITH CHECK (shop_id = current_shop())', name);
    -- So that the log of a shop goes only when nothing else is left of it: see is_all_but_erased.
    EXECUTE format('CREATE POLICY last_of_shop ON %I FOR SELECT TO CURRENT_USER
                    USING (shop_id = current_shop())', name);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION is_all_but_erased(shop uuid) RETURNS boolean LANGUAGE sql STABLE
  SET search_path = public, pg_temp AS $$
  SELECT (SELECT count(*) FILTER (WHERE r.kind = 'shop-erasure' AND r.closed_at IS NULL) = 1 AND count(*) = 1
          FROM request r WHERE r.shop_id = shop)
    AND EXISTS (SELECT FROM shop s WHERE s.shop_id = shop AND s.installed_at IS NULL)
    AND NOT EXISTS (SELECT FROM data_key t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM session t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM delivery t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM identifier t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM chunk t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM redaction t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM release t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM download t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM staff t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM plan t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM vendor_write t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM comment t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM retained t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM suppression t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM setting t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM saved_view t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM mail t WHERE t.shop_id = shop)
    AND NOT EXISTS (SELECT FROM register_link t WHERE t.shop_id = shop)
$$;

