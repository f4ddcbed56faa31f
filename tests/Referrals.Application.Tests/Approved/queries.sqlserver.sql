-- To do of a practitioner

DECLARE @p int = 50;
DECLARE @actor_StaffCode nvarchar(200) = N'P1';
DECLARE @today date = '2026-03-02';
DECLARE @MaxValue date = '9999-12-31';

SELECT TOP(@p) [t].[Id], [t].[ClaimedBy], [t].[ClosedAt], [t].[ClosedBy], [t].[DeliverableUntil], [t].[DueOn], [t].[GroupId], [t].[InstanceId], [t].[Kind], [t].[LadderKey], [t].[ManagerCode], [t].[NeedId], [t].[NextRungOn], [t].[OpenedAt], [t].[OpenedOn], [t].[Outcome], [t].[OwnerCode], [t].[OwnerRole], [t].[PduId], [t].[PersonId], [t].[RegionCode], [t].[Risk], [t].[Rung], [t].[SnoozeReason], [t].[SnoozeWords], [t].[SnoozedUntil], [t].[Version], [t].[WaitId]
FROM [Tasks] AS [t]
WHERE [t].[ClosedAt] IS NULL AND [t].[OwnerRole] = N'practitioner' AND [t].[OwnerCode] IS NOT NULL AND [t].[OwnerCode] = @actor_StaffCode
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
DECLARE @region nvarchar(200) = N'E';
DECLARE @actor_RegionCode6 nvarchar(200) = N'E';
DECLARE @actor_PduId7 int = 70;
DECLARE @actor_Role8 nvarchar(200) = N'spo';
DECLARE @code9 nvarchar(200) = N'S1';
DECLARE @today date = '2026-03-02';
DECLARE @MaxValue date = '9999-12-31';

SELECT TOP(@p) [u].[Id], [u].[ClaimedBy], [u].[ClosedAt], [u].[ClosedBy], [u].[DeliverableUntil], [u].[DueOn], [u].[GroupId], [u].[InstanceId], [u].[Kind], [u].[LadderKey], [u].[ManagerCode], [u].[NeedId], [u].[NextRungOn], [u].[OpenedAt], [u].[OpenedOn], [u].[Outcome], [u].[OwnerCode], [u].[OwnerRole], [u].[PduId], [u].[PersonId], [u].[RegionCode], [u].[Risk], [u].[Rung], [u].[SnoozeReason], [u].[SnoozeWords], [u].[SnoozedUntil], [u].[Version], [u].[WaitId]
FROM (
    SELECT [t].[Id], [t].[ClaimedBy], [t].[ClosedAt], [t].[ClosedBy], [t].[DeliverableUntil], [t].[DueOn], [t].[GroupId], [t].[InstanceId], [t].[Kind], [t].[LadderKey], [t].[ManagerCode], [t].[NeedId], [t].[NextRungOn], [t].[OpenedAt], [t].[OpenedOn], [t].[Outcome], [t].[OwnerCode], [t].[OwnerRole], [t].[PduId], [t].[PersonId], [t].[RegionCode], [t].[Risk], [t].[Rung], [t].[SnoozeReason], [t].[SnoozeWords], [t].[SnoozedUntil], [t].[Version], [t].[WaitId]
    FROM [Tasks] AS [t]
    WHERE [t].[ClosedAt] IS NULL AND ([t].[RegionCode] IS NULL OR [t].[RegionCode] = @actor_RegionCode) AND ([t].[PduId] IS NULL OR [t].[PduId] = @actor_PduId) AND [t].[OwnerRole] = @actor_Role AND ([t].[OwnerCode] IS NULL OR [t].[OwnerCode] = @code OR [t].[ManagerCode] = @code) AND [t].[RegionCode] = @region
    UNION ALL
    SELECT [t0].[Id], [t0].[ClaimedBy], [t0].[ClosedAt], [t0].[ClosedBy], [t0].[DeliverableUntil], [t0].[DueOn], [t0].[GroupId], [t0].[InstanceId], [t0].[Kind], [t0].[LadderKey], [t0].[ManagerCode], [t0].[NeedId], [t0].[NextRungOn], [t0].[OpenedAt], [t0].[OpenedOn], [t0].[Outcome], [t0].[OwnerCode], [t0].[OwnerRole], [t0].[PduId], [t0].[PersonId], [t0].[RegionCode], [t0].[Risk], [t0].[Rung], [t0].[SnoozeReason], [t0].[SnoozeWords], [t0].[SnoozedUntil], [t0].[Version], [t0].[WaitId]
    FROM [Tasks] AS [t0]
    WHERE [t0].[ClosedAt] IS NULL AND ([t0].[RegionCode] IS NULL OR [t0].[RegionCode] = @actor_RegionCode6) AND ([t0].[PduId] IS NULL OR [t0].[PduId] = @actor_PduId7) AND [t0].[OwnerRole] = @actor_Role8 AND ([t0].[OwnerCode] IS NULL OR [t0].[OwnerCode] = @code9 OR [t0].[ManagerCode] = @code9) AND [t0].[RegionCode] IS NULL
) AS [u]
ORDER BY CASE
    WHEN [u].[DueOn] < @today THEN 1
    ELSE 0
END DESC, [u].[Risk] DESC, COALESCE([u].[DeliverableUntil], @MaxValue), [u].[DueOn], [u].[Id]

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
