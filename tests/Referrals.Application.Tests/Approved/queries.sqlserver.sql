-- To do of a practitioner

DECLARE @p int = 20;
DECLARE @actor_StaffCode nvarchar(200) = N'P1';
DECLARE @today date = '2026-03-02';
DECLARE @MaxValue date = '9999-12-31';

SELECT TOP(@p) [t].[Id]
FROM [Tasks] AS [t]
WHERE [t].[ClosedAt] IS NULL AND [t].[OwnerRole] = N'practitioner' AND [t].[OwnerCode] IS NOT NULL AND [t].[OwnerCode] = @actor_StaffCode
ORDER BY CASE
    WHEN [t].[DueOn] < @today THEN 1
    ELSE 0
END DESC, [t].[Risk] DESC, COALESCE([t].[DeliverableUntil], @MaxValue), [t].[DueOn], [t].[Id]

-- To do of an SPO

DECLARE @p int = 20;
DECLARE @actor_Role nvarchar(40) = N'spo';
DECLARE @code nvarchar(200) = N'S1';
DECLARE @region nvarchar(10) = N'E';
DECLARE @pdu int = 70;
DECLARE @today date = '2026-03-02';
DECLARE @MaxValue date = '9999-12-31';

SELECT TOP(@p) [u0].[Id]
FROM (
    SELECT [t].[Id], [t].[DeliverableUntil], [t].[DueOn], [t].[Risk]
    FROM [Tasks] AS [t]
    WHERE [t].[ClosedAt] IS NULL AND [t].[OwnerRole] = @actor_Role AND ([t].[OwnerCode] IS NULL OR [t].[OwnerCode] = @code OR [t].[ManagerCode] = @code) AND [t].[RegionCode] = @region AND [t].[PduId] = @pdu
    UNION ALL
    SELECT [t0].[Id], [t0].[DeliverableUntil], [t0].[DueOn], [t0].[Risk]
    FROM [Tasks] AS [t0]
    WHERE [t0].[ClosedAt] IS NULL AND [t0].[OwnerRole] = @actor_Role AND ([t0].[OwnerCode] IS NULL OR [t0].[OwnerCode] = @code OR [t0].[ManagerCode] = @code) AND [t0].[RegionCode] = @region AND [t0].[PduId] IS NULL
    UNION ALL
    SELECT [t1].[Id], [t1].[DeliverableUntil], [t1].[DueOn], [t1].[Risk]
    FROM [Tasks] AS [t1]
    WHERE [t1].[ClosedAt] IS NULL AND [t1].[OwnerRole] = @actor_Role AND ([t1].[OwnerCode] IS NULL OR [t1].[OwnerCode] = @code OR [t1].[ManagerCode] = @code) AND [t1].[RegionCode] IS NULL AND ([t1].[PduId] IS NULL OR [t1].[PduId] = @pdu)
) AS [u0]
ORDER BY CASE
    WHEN [u0].[DueOn] < @today THEN 1
    ELSE 0
END DESC, [u0].[Risk] DESC, COALESCE([u0].[DeliverableUntil], @MaxValue), [u0].[DueOn], [u0].[Id]

-- How much of it is late

DECLARE @today date = '2026-03-02';
DECLARE @actor_Role nvarchar(40) = N'spo';
DECLARE @code nvarchar(200) = N'S1';
DECLARE @region nvarchar(10) = N'E';
DECLARE @pdu int = 70;

SELECT [u1].[Key], COUNT(*) AS [Count]
FROM (
    SELECT CASE
        WHEN [u0].[DueOn] < @today THEN CAST(1 AS bit)
        ELSE CAST(0 AS bit)
    END AS [Key]
    FROM (
        SELECT [t].[DueOn]
        FROM [Tasks] AS [t]
        WHERE [t].[ClosedAt] IS NULL AND [t].[OwnerRole] = @actor_Role AND ([t].[OwnerCode] IS NULL OR [t].[OwnerCode] = @code OR [t].[ManagerCode] = @code) AND [t].[RegionCode] = @region AND [t].[PduId] = @pdu
        UNION ALL
        SELECT [t0].[DueOn]
        FROM [Tasks] AS [t0]
        WHERE [t0].[ClosedAt] IS NULL AND [t0].[OwnerRole] = @actor_Role AND ([t0].[OwnerCode] IS NULL OR [t0].[OwnerCode] = @code OR [t0].[ManagerCode] = @code) AND [t0].[RegionCode] = @region AND [t0].[PduId] IS NULL
        UNION ALL
        SELECT [t1].[DueOn]
        FROM [Tasks] AS [t1]
        WHERE [t1].[ClosedAt] IS NULL AND [t1].[OwnerRole] = @actor_Role AND ([t1].[OwnerCode] IS NULL OR [t1].[OwnerCode] = @code OR [t1].[ManagerCode] = @code) AND [t1].[RegionCode] IS NULL AND ([t1].[PduId] IS NULL OR [t1].[PduId] = @pdu)
    ) AS [u0]
) AS [u1]
GROUP BY [u1].[Key]

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
