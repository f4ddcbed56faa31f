-- To do of a practitioner

.param set @actor_StaffCode 'P1'
.param set @today '2026-03-02'
.param set @MaxValue '9999-12-31'
.param set @p 20

SELECT "t"."Id"
FROM "Tasks" AS "t"
WHERE "t"."ClosedAt" IS NULL AND "t"."OwnerRole" = 'practitioner' AND "t"."OwnerCode" IS NOT NULL AND "t"."OwnerCode" = @actor_StaffCode
ORDER BY CASE
    WHEN "t"."DueOn" < @today THEN 1
    ELSE 0
END DESC, "t"."Risk" DESC, COALESCE("t"."DeliverableUntil", @MaxValue), "t"."DueOn", "t"."Id"
LIMIT @p

-- To do of an SPO

.param set @actor_Role 'spo'
.param set @code 'S1'
.param set @region 'E'
.param set @pdu 70
.param set @today '2026-03-02'
.param set @MaxValue '9999-12-31'
.param set @p 20

SELECT "u0"."Id"
FROM (
    SELECT "t"."Id", "t"."DeliverableUntil", "t"."DueOn", "t"."Risk"
    FROM "Tasks" AS "t"
    WHERE "t"."ClosedAt" IS NULL AND "t"."OwnerRole" = @actor_Role AND ("t"."OwnerCode" IS NULL OR "t"."OwnerCode" = @code OR "t"."ManagerCode" = @code) AND "t"."RegionCode" = @region AND "t"."PduId" = @pdu
    UNION ALL
    SELECT "t0"."Id", "t0"."DeliverableUntil", "t0"."DueOn", "t0"."Risk"
    FROM "Tasks" AS "t0"
    WHERE "t0"."ClosedAt" IS NULL AND "t0"."OwnerRole" = @actor_Role AND ("t0"."OwnerCode" IS NULL OR "t0"."OwnerCode" = @code OR "t0"."ManagerCode" = @code) AND "t0"."RegionCode" = @region AND "t0"."PduId" IS NULL
    UNION ALL
    SELECT "t1"."Id", "t1"."DeliverableUntil", "t1"."DueOn", "t1"."Risk"
    FROM "Tasks" AS "t1"
    WHERE "t1"."ClosedAt" IS NULL AND "t1"."OwnerRole" = @actor_Role AND ("t1"."OwnerCode" IS NULL OR "t1"."OwnerCode" = @code OR "t1"."ManagerCode" = @code) AND "t1"."RegionCode" IS NULL AND ("t1"."PduId" IS NULL OR "t1"."PduId" = @pdu)
) AS "u0"
ORDER BY CASE
    WHEN "u0"."DueOn" < @today THEN 1
    ELSE 0
END DESC, "u0"."Risk" DESC, COALESCE("u0"."DeliverableUntil", @MaxValue), "u0"."DueOn", "u0"."Id"
LIMIT @p

-- How much of it is late

.param set @today '2026-03-02'
.param set @actor_Role 'spo'
.param set @code 'S1'
.param set @region 'E'
.param set @pdu 70

SELECT "u1"."Key", COUNT(*) AS "Count"
FROM (
    SELECT "u0"."DueOn" < @today AS "Key"
    FROM (
        SELECT "t"."DueOn"
        FROM "Tasks" AS "t"
        WHERE "t"."ClosedAt" IS NULL AND "t"."OwnerRole" = @actor_Role AND ("t"."OwnerCode" IS NULL OR "t"."OwnerCode" = @code OR "t"."ManagerCode" = @code) AND "t"."RegionCode" = @region AND "t"."PduId" = @pdu
        UNION ALL
        SELECT "t0"."DueOn"
        FROM "Tasks" AS "t0"
        WHERE "t0"."ClosedAt" IS NULL AND "t0"."OwnerRole" = @actor_Role AND ("t0"."OwnerCode" IS NULL OR "t0"."OwnerCode" = @code OR "t0"."ManagerCode" = @code) AND "t0"."RegionCode" = @region AND "t0"."PduId" IS NULL
        UNION ALL
        SELECT "t1"."DueOn"
        FROM "Tasks" AS "t1"
        WHERE "t1"."ClosedAt" IS NULL AND "t1"."OwnerRole" = @actor_Role AND ("t1"."OwnerCode" IS NULL OR "t1"."OwnerCode" = @code OR "t1"."ManagerCode" = @code) AND "t1"."RegionCode" IS NULL AND ("t1"."PduId" IS NULL OR "t1"."PduId" = @pdu)
    ) AS "u0"
) AS "u1"
GROUP BY "u1"."Key"

-- People of a PDU by a name spelt so

.param set @regions1 ''
.param set @regions2 'E'
.param set @pdus1 0
.param set @pdus2 70
.param set @word 'jon'
.param set @regions31 ''
.param set @regions32 'E'
.param set @pdus41 0
.param set @pdus42 70
.param set @word5 'smith'

SELECT "p"."PersonId"
FROM "PersonNames" AS "p"
WHERE "p"."RegionCode" IN (@regions1, @regions2) AND "p"."PduId" IN (@pdus1, @pdus2) AND "p"."Word" = @word
INTERSECT
SELECT "p0"."PersonId"
FROM "PersonNames" AS "p0"
WHERE "p0"."RegionCode" IN (@regions31, @regions32) AND "p0"."PduId" IN (@pdus41, @pdus42) AND "p0"."Word" = @word5

-- People of a PDU by a name spelt otherwise

.param set @regions1 ''
.param set @regions2 'E'
.param set @pdus1 0
.param set @pdus2 70
.param set @meant1 'smith'
.param set @meant2 'smyth'
.param set @regions31 ''
.param set @regions32 'E'
.param set @pdus41 0
.param set @pdus42 70
.param set @from 'smith'
.param set @end 'smith￿'

SELECT "p"."PersonId"
FROM "PersonNames" AS "p"
WHERE "p"."RegionCode" IN (@regions1, @regions2) AND "p"."PduId" IN (@pdus1, @pdus2) AND "p"."Word" IN (@meant1, @meant2)
UNION
SELECT "p0"."PersonId"
FROM "PersonNames" AS "p0"
WHERE "p0"."RegionCode" IN (@regions31, @regions32) AND "p0"."PduId" IN (@pdus41, @pdus42) AND "p0"."Word" >= @from AND "p0"."Word" < @end
