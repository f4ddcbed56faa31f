-- To do of a practitioner

DECLARE @p int = 50;
DECLARE @actor_StaffCode nvarchar(200) = N'P1';
DECLARE @today date = '2026-03-02';
DECLARE @MaxValue date = '9999-12-31';

SELECT TOP(@p) [t].[Id], [t].[ClaimedBy], [t].[ClosedAt], [t].[ClosedBy], [t].[DeliverableUntil], [t].[DueOn], [t].[GroupId], [t].[InstanceId], [t].[Kind], [t].[LadderKey], [t].[ManagerCode], [t].[NeedId], [t].[NextRungOn], [t].[OpenedAt], [t].[OpenedOn], [t].[Outcome], [t].[OwnerCode], [t].[OwnerRole], [t].[PduId], [t].[PersonId], [t].[RegionCode], [t].[Risk], [t].[Rung], [t].[SnoozeReason], [t].[SnoozeWords], [t].[SnoozedUntil], [t].[Version], [t].[WaitId]
FROM [Tasks] AS [t]
WHERE [t].[ClosedAt] IS NULL AND [t].[OwnerRole] = N'practitioner' AND [t].[OwnerCode] = @actor_StaffCode
ORDER BY CASE
    WHEN [t].[DueOn] < @today THEN 1
    ELSE 0
END DESC, [t].[Risk] DESC, COALESCE([t].[DeliverableUntil], @MaxValue), [t].[DueOn], [t].[Id]

-- To do of an SPO

DECLARE @p int = 50;
DECLARE @actor_RegionCode nvarchar(200) = N'E';
DECLARE @actor_PduId int = 70;
DECLARE @actor_Role nvarchar(200) = N'spo';
DECLARE @code nvarchar(200) = N'S1';
DECLARE @today date = '2026-03-02';
DECLARE @MaxValue date = '9999-12-31';

SELECT TOP(@p) [t].[Id], [t].[ClaimedBy], [t].[ClosedAt], [t].[ClosedBy], [t].[DeliverableUntil], [t].[DueOn], [t].[GroupId], [t].[InstanceId], [t].[Kind], [t].[LadderKey], [t].[ManagerCode], [t].[NeedId], [t].[NextRungOn], [t].[OpenedAt], [t].[OpenedOn], [t].[Outcome], [t].[OwnerCode], [t].[OwnerRole], [t].[PduId], [t].[PersonId], [t].[RegionCode], [t].[Risk], [t].[Rung], [t].[SnoozeReason], [t].[SnoozeWords], [t].[SnoozedUntil], [t].[Version], [t].[WaitId]
FROM [Tasks] AS [t]
WHERE [t].[ClosedAt] IS NULL AND ([t].[RegionCode] IS NULL OR [t].[RegionCode] = @actor_RegionCode) AND ([t].[PduId] IS NULL OR [t].[PduId] = @actor_PduId) AND [t].[OwnerRole] = @actor_Role AND ([t].[OwnerCode] IS NULL OR [t].[OwnerCode] = @code OR [t].[ManagerCode] = @code)
ORDER BY CASE
    WHEN [t].[DueOn] < @today THEN 1
    ELSE 0
END DESC, [t].[Risk] DESC, COALESCE([t].[DeliverableUntil], @MaxValue), [t].[DueOn], [t].[Id]

-- People of a PDU by a name spelt so

DECLARE @regions1 nvarchar(10) = N'';
DECLARE @regions2 nvarchar(10) = N'E';
DECLARE @pdus1 int = 0;
DECLARE @pdus2 int = 70;
DECLARE @word nvarchar(40) = N'jon';
DECLARE @regions31 nvarchar(10) = N'';
DECLARE @regions32 nvarchar(10) = N'E';
DECLARE @pdus41 int = 0;
DECLARE @pdus42 int = 70;
DECLARE @word5 nvarchar(40) = N'smith';

SELECT [p].[PersonId]
FROM [PersonNames] AS [p]
WHERE [p].[RegionCode] IN (@regions1, @regions2) AND [p].[PduId] IN (@pdus1, @pdus2) AND [p].[Word] = @word
INTERSECT
SELECT [p0].[PersonId]
FROM [PersonNames] AS [p0]
WHERE [p0].[RegionCode] IN (@regions31, @regions32) AND [p0].[PduId] IN (@pdus41, @pdus42) AND [p0].[Word] = @word5

-- People of a PDU by a name spelt otherwise

DECLARE @regions1 nvarchar(10) = N'';
DECLARE @regions2 nvarchar(10) = N'E';
DECLARE @pdus1 int = 0;
DECLARE @pdus2 int = 70;
DECLARE @meant1 nvarchar(40) = N'smith';
DECLARE @meant2 nvarchar(40) = N'smyth';
DECLARE @regions31 nvarchar(10) = N'';
DECLARE @regions32 nvarchar(10) = N'E';
DECLARE @pdus41 int = 0;
DECLARE @pdus42 int = 70;
DECLARE @from nvarchar(40) = N'smith';
DECLARE @end nvarchar(40) = N'smith￿';

SELECT [p].[PersonId]
FROM [PersonNames] AS [p]
WHERE [p].[RegionCode] IN (@regions1, @regions2) AND [p].[PduId] IN (@pdus1, @pdus2) AND [p].[Word] IN (@meant1, @meant2)
UNION
SELECT [p0].[PersonId]
FROM [PersonNames] AS [p0]
WHERE [p0].[RegionCode] IN (@regions31, @regions32) AND [p0].[PduId] IN (@pdus41, @pdus42) AND [p0].[Word] >= @from AND [p0].[Word] < @end

-- Referrals and completions by region

DECLARE @from date = '2025-04-01';
DECLARE @to date = '2026-03-31';
DECLARE @from2 date = '2025-04-01';
DECLARE @to3 date = '2026-03-31';

SELECT [s].[RegionCode] AS [Text], [s].[Number], COUNT(*) AS [Assessed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Needs], 0) > 0 THEN 1
    ELSE 0
END), 0) AS [Needing], ISNULL(SUM(ISNULL([s].[Referred], 0)), 0) AS [Referred], ISNULL(SUM(ISNULL([s].[Accepted], 0)), 0) AS [Accepted], ISNULL(SUM(ISNULL([s].[Started], 0)), 0) AS [Started], ISNULL(SUM(ISNULL([s].[Completed], 0)), 0) AS [Completed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Referred], 0) = 0 AND ISNULL([s].[Approved], 0) = 1 THEN 1
    ELSE 0
END), 0) AS [Approved]
FROM (
    SELECT [p].[RegionCode], [n0].[Needs], [n0].[Referred], [n0].[Accepted], [n0].[Started], [n0].[Completed], [n0].[Approved], 0 AS [Number]
    FROM (
        SELECT [a].[PersonId]
        FROM [Assessments] AS [a]
        WHERE [a].[AssessedOn] >= @from AND [a].[AssessedOn] <= @to
        GROUP BY [a].[PersonId]
    ) AS [a0]
    INNER JOIN [People] AS [p] ON [a0].[PersonId] = [p].[Id]
    LEFT JOIN (
        SELECT [n].[PersonId], COUNT(*) AS [Needs], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Referred], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[AcceptedOn] IS NOT NULL OR [n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Accepted], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Started], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND [n].[CompletedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Completed], MIN(CASE
            WHEN [n].[UnmetApprovedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Approved]
        FROM [NeedSnapshots] AS [n]
        WHERE [n].[AssessedOn] >= @from2 AND [n].[AssessedOn] <= @to3
        GROUP BY [n].[PersonId]
    ) AS [n0] ON [a0].[PersonId] = [n0].[PersonId]
) AS [s]
GROUP BY [s].[RegionCode], [s].[Number]

-- Referrals and completions by pdu

DECLARE @from date = '2025-04-01';
DECLARE @to date = '2026-03-31';
DECLARE @from2 date = '2025-04-01';
DECLARE @to3 date = '2026-03-31';

SELECT [s].[Text], [s].[Number], COUNT(*) AS [Assessed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Needs], 0) > 0 THEN 1
    ELSE 0
END), 0) AS [Needing], ISNULL(SUM(ISNULL([s].[Referred], 0)), 0) AS [Referred], ISNULL(SUM(ISNULL([s].[Accepted], 0)), 0) AS [Accepted], ISNULL(SUM(ISNULL([s].[Started], 0)), 0) AS [Started], ISNULL(SUM(ISNULL([s].[Completed], 0)), 0) AS [Completed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Referred], 0) = 0 AND ISNULL([s].[Approved], 0) = 1 THEN 1
    ELSE 0
END), 0) AS [Approved]
FROM (
    SELECT [n0].[Needs], [n0].[Referred], [n0].[Accepted], [n0].[Started], [n0].[Completed], [n0].[Approved], NULL AS [Text], COALESCE([p].[PduId], 0) AS [Number]
    FROM (
        SELECT [a].[PersonId]
        FROM [Assessments] AS [a]
        WHERE [a].[AssessedOn] >= @from AND [a].[AssessedOn] <= @to
        GROUP BY [a].[PersonId]
    ) AS [a0]
    INNER JOIN [People] AS [p] ON [a0].[PersonId] = [p].[Id]
    LEFT JOIN (
        SELECT [n].[PersonId], COUNT(*) AS [Needs], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Referred], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[AcceptedOn] IS NOT NULL OR [n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Accepted], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Started], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND [n].[CompletedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Completed], MIN(CASE
            WHEN [n].[UnmetApprovedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Approved]
        FROM [NeedSnapshots] AS [n]
        WHERE [n].[AssessedOn] >= @from2 AND [n].[AssessedOn] <= @to3
        GROUP BY [n].[PersonId]
    ) AS [n0] ON [a0].[PersonId] = [n0].[PersonId]
) AS [s]
GROUP BY [s].[Text], [s].[Number]

-- Referrals and completions by programme

DECLARE @from date = '2025-04-01';
DECLARE @to date = '2026-03-31';
DECLARE @from2 date = '2025-04-01';
DECLARE @to3 date = '2026-03-31';

SELECT [s].[Programme] AS [Text], [s].[Number], COUNT(*) AS [Assessed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Needs], 0) > 0 THEN 1
    ELSE 0
END), 0) AS [Needing], ISNULL(SUM(ISNULL([s].[Referred], 0)), 0) AS [Referred], ISNULL(SUM(ISNULL([s].[Accepted], 0)), 0) AS [Accepted], ISNULL(SUM(ISNULL([s].[Started], 0)), 0) AS [Started], ISNULL(SUM(ISNULL([s].[Completed], 0)), 0) AS [Completed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Referred], 0) = 0 AND ISNULL([s].[Approved], 0) = 1 THEN 1
    ELSE 0
END), 0) AS [Approved]
FROM (
    SELECT [n0].[Needs], [n0].[Referred], [n0].[Accepted], [n0].[Started], [n0].[Completed], [n0].[Approved], [n0].[Programme], 0 AS [Number]
    FROM (
        SELECT [a].[PersonId]
        FROM [Assessments] AS [a]
        WHERE [a].[AssessedOn] >= @from AND [a].[AssessedOn] <= @to
        GROUP BY [a].[PersonId]
    ) AS [a0]
    INNER JOIN [People] AS [p] ON [a0].[PersonId] = [p].[Id]
    LEFT JOIN (
        SELECT [n].[PersonId], COUNT(*) AS [Needs], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Referred], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[AcceptedOn] IS NOT NULL OR [n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Accepted], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Started], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND [n].[CompletedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Completed], MIN(CASE
            WHEN [n].[UnmetApprovedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Approved], MAX([n].[ProgrammeKey]) AS [Programme]
        FROM [NeedSnapshots] AS [n]
        WHERE [n].[AssessedOn] >= @from2 AND [n].[AssessedOn] <= @to3
        GROUP BY [n].[PersonId]
    ) AS [n0] ON [a0].[PersonId] = [n0].[PersonId]
) AS [s]
GROUP BY [s].[Programme], [s].[Number]

-- Referrals and completions by month

DECLARE @from date = '2025-04-01';
DECLARE @to date = '2026-03-31';
DECLARE @from2 date = '2025-04-01';
DECLARE @to3 date = '2026-03-31';

SELECT [s].[Text], [s].[Number], COUNT(*) AS [Assessed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Needs], 0) > 0 THEN 1
    ELSE 0
END), 0) AS [Needing], ISNULL(SUM(ISNULL([s].[Referred], 0)), 0) AS [Referred], ISNULL(SUM(ISNULL([s].[Accepted], 0)), 0) AS [Accepted], ISNULL(SUM(ISNULL([s].[Started], 0)), 0) AS [Started], ISNULL(SUM(ISNULL([s].[Completed], 0)), 0) AS [Completed], ISNULL(SUM(CASE
    WHEN ISNULL([s].[Referred], 0) = 0 AND ISNULL([s].[Approved], 0) = 1 THEN 1
    ELSE 0
END), 0) AS [Approved]
FROM (
    SELECT [n0].[Needs], [n0].[Referred], [n0].[Accepted], [n0].[Started], [n0].[Completed], [n0].[Approved], NULL AS [Text], DATEPART(year, [a0].[First]) * 100 + DATEPART(month, [a0].[First]) AS [Number]
    FROM (
        SELECT [a].[PersonId], MIN([a].[AssessedOn]) AS [First]
        FROM [Assessments] AS [a]
        WHERE [a].[AssessedOn] >= @from AND [a].[AssessedOn] <= @to
        GROUP BY [a].[PersonId]
    ) AS [a0]
    INNER JOIN [People] AS [p] ON [a0].[PersonId] = [p].[Id]
    LEFT JOIN (
        SELECT [n].[PersonId], COUNT(*) AS [Needs], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Referred], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[AcceptedOn] IS NOT NULL OR [n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Accepted], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND ([n].[FirstSessionOn] IS NOT NULL OR [n].[CompletedOn] IS NOT NULL) THEN 1
            ELSE 0
        END) AS [Started], MAX(CASE
            WHEN [n].[ReferredOn] IS NOT NULL AND [n].[CompletedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Completed], MIN(CASE
            WHEN [n].[UnmetApprovedOn] IS NOT NULL THEN 1
            ELSE 0
        END) AS [Approved]
        FROM [NeedSnapshots] AS [n]
        WHERE [n].[AssessedOn] >= @from2 AND [n].[AssessedOn] <= @to3
        GROUP BY [n].[PersonId]
    ) AS [n0] ON [a0].[PersonId] = [n0].[PersonId]
) AS [s]
GROUP BY [s].[Text], [s].[Number]
