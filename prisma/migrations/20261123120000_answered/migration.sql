-- When what a request owed was done: kept by the unit of work once it is closed (core/waiting). Those that are closed
-- already count by the day on which they were.
ALTER TABLE "request" ADD COLUMN "answered_on" DATE;
