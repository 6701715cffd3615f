-- AlterTable: what was found in place of what the plan was made from, sealed under the request's case key.
ALTER TABLE "vendor_write" ADD COLUMN     "found" BYTEA,
ADD COLUMN     "found_key_id" UUID;
