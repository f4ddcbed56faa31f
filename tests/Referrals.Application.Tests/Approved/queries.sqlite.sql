-- To do of a practitioner

.param set @actor_StaffCode 'P1'
.param set @today '2026-03-02'
.param set @MaxValue '9999-12-31'
.param set @p 50

SELECT "t"."Id", "t"."ClaimedBy", "t"."ClosedAt", "t"."ClosedBy", "t"."DeliverableUntil", "t"."DueOn", "t"."GroupId", "t"."InstanceId", "t"."Kind", "t"."LadderKey", "t"."ManagerCode", "t"."NeedId", "t"."NextRungOn", "t"."OpenedAt", "t"."OpenedOn", "t"."Outcome", "t"."OwnerCode", "t"."OwnerRole", "t"."PduId", "t"."PersonId", "t"."RegionCode", "t"."Risk", "t"."Rung", "t"."SnoozeReason", "t"."SnoozeWords", "t"."SnoozedUntil", "t"."Version", "t"."WaitId"
FROM "Tasks" AS "t"
WHERE "t"."ClosedAt" IS NULL AND "t"."OwnerRole" = 'practitioner' AND "t"."OwnerCode" = @actor_StaffCode
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

-- Referrals and completions by region

.param set @from '2025-04-01'
.param set @to '2026-03-31'
.param set @from2 '2025-04-01'
.param set @to3 '2026-03-31'

SELECT "s"."RegionCode" AS "Text", "s"."Number", COUNT(*) AS "Assessed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Needs", 0) > 0 THEN 1
    ELSE 0
END), 0) AS "Needing", COALESCE(SUM(COALESCE("s"."Referred", 0)), 0) AS "Referred", COALESCE(SUM(COALESCE("s"."Accepted", 0)), 0) AS "Accepted", COALESCE(SUM(COALESCE("s"."Started", 0)), 0) AS "Started", COALESCE(SUM(COALESCE("s"."Completed", 0)), 0) AS "Completed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Referred", 0) = 0 AND COALESCE("s"."Approved", 0) = 1 THEN 1
    ELSE 0
END), 0) AS "Approved"
FROM (
    SELECT "p"."RegionCode", "n0"."Needs", "n0"."Referred", "n0"."Accepted", "n0"."Started", "n0"."Completed", "n0"."Approved", 0 AS "Number"
    FROM (
        SELECT "a"."PersonId"
        FROM "Assessments" AS "a"
        WHERE "a"."AssessedOn" >= @from AND "a"."AssessedOn" <= @to
        GROUP BY "a"."PersonId"
    ) AS "a0"
    INNER JOIN "People" AS "p" ON "a0"."PersonId" = "p"."Id"
    LEFT JOIN (
        SELECT "n"."PersonId", COUNT(*) AS "Needs", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Referred", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."AcceptedOn" IS NOT NULL OR "n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Accepted", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Started", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND "n"."CompletedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Completed", MIN(CASE
            WHEN "n"."UnmetApprovedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Approved"
        FROM "NeedSnapshots" AS "n"
        WHERE "n"."AssessedOn" >= @from2 AND "n"."AssessedOn" <= @to3
        GROUP BY "n"."PersonId"
    ) AS "n0" ON "a0"."PersonId" = "n0"."PersonId"
) AS "s"
GROUP BY "s"."RegionCode", "s"."Number"

-- Referrals and completions by pdu

.param set @from '2025-04-01'
.param set @to '2026-03-31'
.param set @from2 '2025-04-01'
.param set @to3 '2026-03-31'

SELECT "s"."Text", "s"."Number", COUNT(*) AS "Assessed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Needs", 0) > 0 THEN 1
    ELSE 0
END), 0) AS "Needing", COALESCE(SUM(COALESCE("s"."Referred", 0)), 0) AS "Referred", COALESCE(SUM(COALESCE("s"."Accepted", 0)), 0) AS "Accepted", COALESCE(SUM(COALESCE("s"."Started", 0)), 0) AS "Started", COALESCE(SUM(COALESCE("s"."Completed", 0)), 0) AS "Completed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Referred", 0) = 0 AND COALESCE("s"."Approved", 0) = 1 THEN 1
    ELSE 0
END), 0) AS "Approved"
FROM (
    SELECT "n0"."Needs", "n0"."Referred", "n0"."Accepted", "n0"."Started", "n0"."Completed", "n0"."Approved", NULL AS "Text", COALESCE("p"."PduId", 0) AS "Number"
    FROM (
        SELECT "a"."PersonId"
        FROM "Assessments" AS "a"
        WHERE "a"."AssessedOn" >= @from AND "a"."AssessedOn" <= @to
        GROUP BY "a"."PersonId"
    ) AS "a0"
    INNER JOIN "People" AS "p" ON "a0"."PersonId" = "p"."Id"
    LEFT JOIN (
        SELECT "n"."PersonId", COUNT(*) AS "Needs", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Referred", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."AcceptedOn" IS NOT NULL OR "n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Accepted", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Started", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND "n"."CompletedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Completed", MIN(CASE
            WHEN "n"."UnmetApprovedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Approved"
        FROM "NeedSnapshots" AS "n"
        WHERE "n"."AssessedOn" >= @from2 AND "n"."AssessedOn" <= @to3
        GROUP BY "n"."PersonId"
    ) AS "n0" ON "a0"."PersonId" = "n0"."PersonId"
) AS "s"
GROUP BY "s"."Text", "s"."Number"

-- Referrals and completions by programme

.param set @from '2025-04-01'
.param set @to '2026-03-31'
.param set @from2 '2025-04-01'
.param set @to3 '2026-03-31'

SELECT "s"."Programme" AS "Text", "s"."Number", COUNT(*) AS "Assessed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Needs", 0) > 0 THEN 1
    ELSE 0
END), 0) AS "Needing", COALESCE(SUM(COALESCE("s"."Referred", 0)), 0) AS "Referred", COALESCE(SUM(COALESCE("s"."Accepted", 0)), 0) AS "Accepted", COALESCE(SUM(COALESCE("s"."Started", 0)), 0) AS "Started", COALESCE(SUM(COALESCE("s"."Completed", 0)), 0) AS "Completed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Referred", 0) = 0 AND COALESCE("s"."Approved", 0) = 1 THEN 1
    ELSE 0
END), 0) AS "Approved"
FROM (
    SELECT "n0"."Needs", "n0"."Referred", "n0"."Accepted", "n0"."Started", "n0"."Completed", "n0"."Approved", "n0"."Programme", 0 AS "Number"
    FROM (
        SELECT "a"."PersonId"
        FROM "Assessments" AS "a"
        WHERE "a"."AssessedOn" >= @from AND "a"."AssessedOn" <= @to
        GROUP BY "a"."PersonId"
    ) AS "a0"
    INNER JOIN "People" AS "p" ON "a0"."PersonId" = "p"."Id"
    LEFT JOIN (
        SELECT "n"."PersonId", COUNT(*) AS "Needs", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Referred", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."AcceptedOn" IS NOT NULL OR "n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Accepted", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Started", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND "n"."CompletedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Completed", MIN(CASE
            WHEN "n"."UnmetApprovedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Approved", MAX("n"."ProgrammeKey") AS "Programme"
        FROM "NeedSnapshots" AS "n"
        WHERE "n"."AssessedOn" >= @from2 AND "n"."AssessedOn" <= @to3
        GROUP BY "n"."PersonId"
    ) AS "n0" ON "a0"."PersonId" = "n0"."PersonId"
) AS "s"
GROUP BY "s"."Programme", "s"."Number"

-- Referrals and completions by month

.param set @from '2025-04-01'
.param set @to '2026-03-31'
.param set @from2 '2025-04-01'
.param set @to3 '2026-03-31'

SELECT "s"."Text", "s"."Number", COUNT(*) AS "Assessed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Needs", 0) > 0 THEN 1
    ELSE 0
END), 0) AS "Needing", COALESCE(SUM(COALESCE("s"."Referred", 0)), 0) AS "Referred", COALESCE(SUM(COALESCE("s"."Accepted", 0)), 0) AS "Accepted", COALESCE(SUM(COALESCE("s"."Started", 0)), 0) AS "Started", COALESCE(SUM(COALESCE("s"."Completed", 0)), 0) AS "Completed", COALESCE(SUM(CASE
    WHEN COALESCE("s"."Referred", 0) = 0 AND COALESCE("s"."Approved", 0) = 1 THEN 1
    ELSE 0
END), 0) AS "Approved"
FROM (
    SELECT "n0"."Needs", "n0"."Referred", "n0"."Accepted", "n0"."Started", "n0"."Completed", "n0"."Approved", NULL AS "Text", CAST(strftime('%Y', "a0"."First") AS INTEGER) * 100 + CAST(strftime('%m', "a0"."First") AS INTEGER) AS "Number"
    FROM (
        SELECT "a"."PersonId", MIN("a"."AssessedOn") AS "First"
        FROM "Assessments" AS "a"
        WHERE "a"."AssessedOn" >= @from AND "a"."AssessedOn" <= @to
        GROUP BY "a"."PersonId"
    ) AS "a0"
    INNER JOIN "People" AS "p" ON "a0"."PersonId" = "p"."Id"
    LEFT JOIN (
        SELECT "n"."PersonId", COUNT(*) AS "Needs", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Referred", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."AcceptedOn" IS NOT NULL OR "n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Accepted", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND ("n"."FirstSessionOn" IS NOT NULL OR "n"."CompletedOn" IS NOT NULL) THEN 1
            ELSE 0
        END) AS "Started", MAX(CASE
            WHEN "n"."ReferredOn" IS NOT NULL AND "n"."CompletedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Completed", MIN(CASE
            WHEN "n"."UnmetApprovedOn" IS NOT NULL THEN 1
            ELSE 0
        END) AS "Approved"
        FROM "NeedSnapshots" AS "n"
        WHERE "n"."AssessedOn" >= @from2 AND "n"."AssessedOn" <= @to3
        GROUP BY "n"."PersonId"
    ) AS "n0" ON "a0"."PersonId" = "n0"."PersonId"
) AS "s"
GROUP BY "s"."Text", "s"."Number"
