-- To do of a practitioner

.param set @actor_StaffCode 'P1'
.param set @today '2026-03-02'
.param set @MaxValue '9999-12-31'
.param set @p 50

SELECT "t"."Id", "t"."ClaimedBy", "t"."ClosedAt", "t"."ClosedBy", "t"."DeliverableUntil", "t"."DueOn", "t"."GroupId", "t"."InstanceId", "t"."Kind", "t"."LadderKey", "t"."ManagerCode", "t"."NeedId", "t"."NextRungOn", "t"."OpenedAt", "t"."OpenedOn", "t"."Outcome", "t"."OwnerCode", "t"."OwnerRole", "t"."PduId", "t"."PersonId", "t"."RegionCode", "t"."Risk", "t"."Rung", "t"."SnoozeReason", "t"."SnoozeWords", "t"."SnoozedUntil", "t"."Version", "t"."WaitId"
FROM "Tasks" AS "t"
WHERE "t"."ClosedAt" IS NULL AND "t"."OwnerRole" = 'practitioner' AND "t"."OwnerCode" IS NOT NULL AND "t"."OwnerCode" = @actor_StaffCode
ORDER BY CASE
    WHEN "t"."DueOn" < @today THEN 1
    ELSE 0
END DESC, "t"."Risk" DESC, COALESCE("t"."DeliverableUntil", @MaxValue), "t"."DueOn", "t"."Id"
LIMIT @p

-- To do of an SPO

.param set @actor_RegionCode 'E'
.param set @actor_PduId 70
.param set @actor_Role 'spo'
.param set @code 'S1'
.param set @today '2026-03-02'
.param set @MaxValue '9999-12-31'
.param set @p 50

SELECT "t"."Id", "t"."ClaimedBy", "t"."ClosedAt", "t"."ClosedBy", "t"."DeliverableUntil", "t"."DueOn", "t"."GroupId", "t"."InstanceId", "t"."Kind", "t"."LadderKey", "t"."ManagerCode", "t"."NeedId", "t"."NextRungOn", "t"."OpenedAt", "t"."OpenedOn", "t"."Outcome", "t"."OwnerCode", "t"."OwnerRole", "t"."PduId", "t"."PersonId", "t"."RegionCode", "t"."Risk", "t"."Rung", "t"."SnoozeReason", "t"."SnoozeWords", "t"."SnoozedUntil", "t"."Version", "t"."WaitId"
FROM "Tasks" AS "t"
WHERE "t"."ClosedAt" IS NULL AND ("t"."RegionCode" IS NULL OR "t"."RegionCode" = @actor_RegionCode) AND ("t"."PduId" IS NULL OR "t"."PduId" = @actor_PduId) AND "t"."OwnerRole" = @actor_Role AND ("t"."OwnerCode" IS NULL OR "t"."OwnerCode" = @code OR "t"."ManagerCode" = @code)
ORDER BY CASE
    WHEN "t"."DueOn" < @today THEN 1
    ELSE 0
END DESC, "t"."Risk" DESC, COALESCE("t"."DeliverableUntil", @MaxValue), "t"."DueOn", "t"."Id"
LIMIT @p

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
