UPDATE "Tasks" AS "t"
SET "ClaimedBy" = @p
WHERE "t"."ClosedAt" IS NULL AND "t"."NextRungOn" <= @today AND "t"."ClaimedBy" IS NULL AND "t"."Id" IN (
    SELECT "t0"."Id"
    FROM "Tasks" AS "t0"
    WHERE "t0"."ClosedAt" IS NULL AND "t0"."NextRungOn" <= @today AND "t0"."ClaimedBy" IS NULL
    ORDER BY "t0"."NextRungOn", "t0"."Id"
    LIMIT 500
)

UPDATE "Outbox" AS "o"
SET "ClaimedBy" = @p,
    "ClaimedUntil" = @p6
WHERE "o"."DeliveredAt" IS NULL AND "o"."UndeliverableAt" IS NULL AND "o"."WithdrawnAt" IS NULL AND "o"."NextAttemptAt" <= @now AND ("o"."ClaimedUntil" IS NULL OR "o"."ClaimedUntil" < @now1) AND "o"."Id" IN (
    SELECT "o0"."Id"
    FROM "Outbox" AS "o0"
    WHERE "o0"."DeliveredAt" IS NULL AND "o0"."UndeliverableAt" IS NULL AND "o0"."WithdrawnAt" IS NULL AND "o0"."NextAttemptAt" <= @now AND ("o0"."ClaimedUntil" IS NULL OR "o0"."ClaimedUntil" < @now1)
    ORDER BY "o0"."NextAttemptAt", "o0"."Id"
    LIMIT 10
)
