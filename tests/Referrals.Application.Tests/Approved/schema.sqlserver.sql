IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRANSACTION;
CREATE TABLE [ApiRequests] (
    [Caller] nvarchar(200) NOT NULL,
    [Key] nvarchar(100) NOT NULL,
    [Fingerprint] varchar(64) NOT NULL,
    [StartedAt] datetimeoffset NOT NULL,
    [BusyUntil] datetimeoffset NOT NULL,
    [Status] int NULL,
    [ContentType] nvarchar(200) NULL,
    [Body] nvarchar(max) NULL,
    CONSTRAINT [PK_ApiRequests] PRIMARY KEY ([Caller], [Key])
);

CREATE TABLE [AuditEntries] (
    [Id] bigint NOT NULL,
    [At] datetimeoffset NOT NULL,
    [Username] nvarchar(200) NOT NULL,
    [Name] nvarchar(200) NOT NULL,
    [Role] nvarchar(40) NOT NULL,
    [RegionCode] nvarchar(10) NULL,
    [PduId] int NULL,
    [What] nvarchar(20) NOT NULL,
    [PersonId] uniqueidentifier NULL,
    [Crn] nvarchar(20) NULL,
    [Feature] nvarchar(200) NOT NULL,
    [Reference] nvarchar(40) NULL,
    [Detail] nvarchar(400) NULL,
    [PreviousHash] varchar(64) NOT NULL,
    [Hash] varchar(64) NOT NULL,
    CONSTRAINT [PK_AuditEntries] PRIMARY KEY ([Id])
);

EXEC(N'CREATE TRIGGER [AuditEntries_append_only] ON [AuditEntries] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N''The audit log is append-only: a line is not changed and not removed.'', 1; END');

CREATE TABLE [AuditHead] (
    [Id] int NOT NULL,
    [Count] bigint NOT NULL,
    [Hash] varchar(64) NOT NULL,
    CONSTRAINT [PK_AuditHead] PRIMARY KEY ([Id])
);

EXEC(N'CREATE TRIGGER [AuditHead_forward] ON [AuditHead] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON;
IF (SELECT COUNT(*) FROM deleted) <> (SELECT COUNT(*) FROM inserted AS i JOIN deleted AS d ON i.[Id] = d.[Id] AND i.[Count] > d.[Count]) THROW 50001, N''The head of the audit log only moves forward.'', 1; END');

CREATE TABLE [CatalogueDrafts] (
    [Name] nvarchar(40) NOT NULL,
    [Json] nvarchar(max) NOT NULL,
    [ChangedAt] datetimeoffset NOT NULL,
    [ChangedBy] nvarchar(200) NOT NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_CatalogueDrafts] PRIMARY KEY ([Name])
);

CREATE TABLE [CatalogueReleases] (
    [Name] nvarchar(40) NOT NULL,
    [Version] int NOT NULL,
    [ValidFrom] date NOT NULL,
    [Json] nvarchar(max) NOT NULL,
    [ReleasedAt] datetimeoffset NOT NULL,
    [ReleasedBy] nvarchar(200) NOT NULL,
    [Words] nvarchar(max) NOT NULL,
    CONSTRAINT [PK_CatalogueReleases] PRIMARY KEY ([Name], [Version])
);

EXEC(N'CREATE TRIGGER [CatalogueReleases_append_only] ON [CatalogueReleases] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N''A released version of the catalogue is not changed and not removed.'', 1; END');

CREATE TABLE [Chases] (
    [TaskId] uniqueidentifier NOT NULL,
    [Rung] int NOT NULL,
    [On] date NOT NULL,
    [At] datetimeoffset NOT NULL,
    [Wording] nvarchar(max) NOT NULL,
    [Told] nvarchar(max) NOT NULL,
    CONSTRAINT [PK_Chases] PRIMARY KEY ([TaskId], [Rung])
);

CREATE TABLE [DomainEvents] (
    [Id] bigint NOT NULL,
    [Key] uniqueidentifier NOT NULL,
    [Type] nvarchar(60) NOT NULL,
    [OrderedBy] uniqueidentifier NOT NULL,
    [Subject] nvarchar(20) NOT NULL,
    [SubjectId] uniqueidentifier NOT NULL,
    [Reference] nvarchar(20) NOT NULL,
    [OccurredAt] datetimeoffset NOT NULL,
    CONSTRAINT [PK_DomainEvents] PRIMARY KEY ([Id])
);

CREATE TABLE [Drafts] (
    [TaskId] uniqueidentifier NOT NULL,
    [Username] nvarchar(200) NOT NULL,
    [Answers] nvarchar(max) NOT NULL,
    [SavedAt] datetimeoffset NOT NULL,
    CONSTRAINT [PK_Drafts] PRIMARY KEY ([TaskId], [Username])
);

CREATE TABLE [EventDeliveries] (
    [Receiver] nvarchar(40) NOT NULL,
    [EventId] bigint NOT NULL,
    [OrderedBy] uniqueidentifier NOT NULL,
    [Attempts] int NOT NULL,
    [NextAttemptAt] datetimeoffset NOT NULL,
    [ClaimedBy] nvarchar(200) NULL,
    [ClaimedUntil] datetimeoffset NULL,
    [DoneAt] datetimeoffset NULL,
    [LeftOutBy] nvarchar(200) NULL,
    [GivenUpAt] datetimeoffset NULL,
    [LastError] nvarchar(200) NULL,
    CONSTRAINT [PK_EventDeliveries] PRIMARY KEY ([Receiver], [EventId])
);

CREATE TABLE [EventReceivers] (
    [Name] nvarchar(40) NOT NULL,
    [TakenUpTo] bigint NOT NULL,
    CONSTRAINT [PK_EventReceivers] PRIMARY KEY ([Name])
);

CREATE TABLE [Groups] (
    [Id] uniqueidentifier NOT NULL,
    [Code] nvarchar(40) NOT NULL,
    [RegionCode] nvarchar(200) NOT NULL,
    [PduId] int NOT NULL,
    [Office] nvarchar(200) NOT NULL,
    [Room] nvarchar(200) NULL,
    [ProgrammeKey] nvarchar(200) NOT NULL,
    [PlanVersion] int NOT NULL,
    [Cohort] nvarchar(20) NOT NULL,
    [Sex] nvarchar(20) NOT NULL,
    [ForLearningNeeds] bit NOT NULL,
    [Rolling] bit NOT NULL,
    [Capacity] int NOT NULL,
    [Taken] int NOT NULL,
    [EarliestStart] date NOT NULL,
    [Slots] nvarchar(max) NULL,
    [Closures] nvarchar(max) NULL,
    [TreatmentManager] nvarchar(200) NOT NULL,
    [Facilitators] nvarchar(max) NULL,
    [Cover] nvarchar(max) NULL,
    [CalendarKey] nvarchar(200) NOT NULL,
    [CreatedAt] datetimeoffset NOT NULL,
    [CreatedBy] nvarchar(200) NOT NULL,
    [ClosedOn] date NULL,
    [ClosedReason] nvarchar(200) NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_Groups] PRIMARY KEY ([Id])
);

CREATE TABLE [InspectionSamples] (
    [Id] uniqueidentifier NOT NULL,
    [Title] nvarchar(200) NOT NULL,
    [StartedFrom] date NOT NULL,
    [StartedTo] date NOT NULL,
    [Regions] nvarchar(60) NULL,
    [Seed] int NOT NULL,
    [Size] int NOT NULL,
    [FrameSize] int NOT NULL,
    [FrameChecksum] varchar(64) NOT NULL,
    [Strata] nvarchar(max) NOT NULL,
    [DrawnAt] datetimeoffset NOT NULL,
    [DrawnBy] nvarchar(200) NOT NULL,
    [Version] int NOT NULL,
    [FinishedAt] datetimeoffset NULL,
    [FinishedBy] nvarchar(200) NULL,
    CONSTRAINT [PK_InspectionSamples] PRIMARY KEY ([Id])
);

CREATE TABLE [JobRuns] (
    [Job] nvarchar(60) NOT NULL,
    [StartedAt] datetimeoffset NOT NULL,
    [EndedAt] datetimeoffset NULL,
    [Summary] nvarchar(max) NULL,
    [Error] nvarchar(max) NULL,
    CONSTRAINT [PK_JobRuns] PRIMARY KEY ([Job])
);

CREATE TABLE [NameSpellings] (
    [Key] nvarchar(41) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [Word] nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_NameSpellings] PRIMARY KEY ([Key], [Word])
);

CREATE TABLE [NeedSnapshots] (
    [NeedId] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [Reference] nvarchar(200) NOT NULL,
    [RegionCode] nvarchar(200) NULL,
    [PduId] int NULL,
    [PractitionerCode] nvarchar(200) NULL,
    [Sex] nvarchar(20) NULL,
    [AgeAtOpening] int NULL,
    [SaraPartner] nvarchar(20) NULL,
    [SaraOthers] nvarchar(20) NULL,
    [FamilyAbuse] bit NULL,
    [SupervisionStartsOn] date NULL,
    [SupervisionEndsOn] date NULL,
    [AssessedOn] date NOT NULL,
    [OpenedOn] date NOT NULL,
    [RecommendedOn] date NULL,
    [RecommendedKey] nvarchar(200) NULL,
    [DecidedOn] date NULL,
    [ApprovedOn] date NULL,
    [ReferredOn] date NULL,
    [AcceptedOn] date NULL,
    [AllocatedOn] date NULL,
    [FirstSessionOn] date NULL,
    [LastSessionOn] date NULL,
    [CompletedOn] date NULL,
    [CommencementRecordedOn] date NULL,
    [ReviewHeldOn] date NULL,
    [ReportWrittenOn] date NULL,
    [ReportSentOn] date NULL,
    [ProgrammeKey] nvarchar(200) NULL,
    [ProgrammeKind] nvarchar(200) NULL,
    [ClosedOn] date NULL,
    [ClosedAs] nvarchar(200) NULL,
    [ReasonCode] nvarchar(200) NULL,
    [UnmetApprovedOn] date NULL,
    [HasImportedHistory] bit NOT NULL,
    CONSTRAINT [PK_NeedSnapshots] PRIMARY KEY ([NeedId])
);

CREATE NONCLUSTERED COLUMNSTORE INDEX [NCCI_NeedSnapshots] ON [NeedSnapshots] ([PersonId], [RegionCode], [PduId], [PractitionerCode], [Sex], [AgeAtOpening], [SaraPartner], [SaraOthers], [FamilyAbuse], [SupervisionStartsOn], [SupervisionEndsOn], [AssessedOn], [OpenedOn], [RecommendedOn], [RecommendedKey], [DecidedOn], [ApprovedOn], [ReferredOn], [AcceptedOn], [AllocatedOn], [FirstSessionOn], [LastSessionOn], [CompletedOn], [CommencementRecordedOn], [ReviewHeldOn], [ReportWrittenOn], [ReportSentOn], [ProgrammeKey], [ProgrammeKind], [ClosedOn], [ClosedAs], [ReasonCode], [UnmetApprovedOn], [HasImportedHistory]) WITH (COMPRESSION_DELAY = 60 MINUTES);

CREATE TABLE [Notices] (
    [TaskId] uniqueidentifier NOT NULL,
    [Rung] int NOT NULL,
    [Addressee] nvarchar(100) NOT NULL,
    [Role] nvarchar(200) NOT NULL,
    [RegionCode] nvarchar(200) NULL,
    [PduId] int NULL,
    [At] datetimeoffset NOT NULL,
    [DigestKey] nvarchar(200) NULL,
    CONSTRAINT [PK_Notices] PRIMARY KEY ([TaskId], [Rung], [Addressee])
);

CREATE TABLE [Outbox] (
    [Id] uniqueidentifier NOT NULL,
    [Key] nvarchar(200) NOT NULL,
    [Kind] nvarchar(200) NOT NULL,
    [Addressee] nvarchar(200) NOT NULL,
    [Address] nvarchar(200) NULL,
    [Subject] nvarchar(200) NOT NULL,
    [Body] nvarchar(max) NOT NULL,
    [CreatedAt] datetimeoffset NOT NULL,
    [Attempts] int NOT NULL,
    [NextAttemptAt] datetimeoffset NOT NULL,
    [ClaimedBy] nvarchar(200) NULL,
    [ClaimedUntil] datetimeoffset NULL,
    [DeliveredAt] datetimeoffset NULL,
    [ProviderId] nvarchar(200) NULL,
    [UndeliverableAt] datetimeoffset NULL,
    [WithdrawnAt] datetimeoffset NULL,
    [LastError] nvarchar(max) NULL,
    CONSTRAINT [PK_Outbox] PRIMARY KEY ([Id])
);

CREATE TABLE [People] (
    [Id] uniqueidentifier NOT NULL,
    [Crn] nvarchar(20) NOT NULL,
    [Forename] nvarchar(200) NULL,
    [Surname] nvarchar(200) NULL,
    [DateOfBirth] date NULL,
    [Sex] nvarchar(20) NULL,
    [PractitionerCode] nvarchar(200) NULL,
    [PractitionerName] nvarchar(max) NULL,
    [PractitionerEmail] nvarchar(200) NULL,
    [TeamCode] nvarchar(200) NULL,
    [TeamName] nvarchar(max) NULL,
    [RegionCode] nvarchar(200) NULL,
    [PduId] int NULL,
    [SourceArea] nvarchar(max) NULL,
    [Flags] nvarchar(max) NULL,
    [IntimatePartnerConviction] bit NULL,
    [HeterosexualRelationship] bit NULL,
    [CanDiscussOneAct] bit NULL,
    [ChildrenConcerned] bit NULL,
    [Ethnicity] nvarchar(200) NULL,
    [Disability] bit NULL,
    [Religion] nvarchar(200) NULL,
    [Language] nvarchar(200) NULL,
    [DiedOn] date NULL,
    [RecalledOn] date NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_People] PRIMARY KEY ([Id])
);

CREATE TABLE [PersonRows] (
    [PersonId] uniqueidentifier NOT NULL,
    [Facts] nvarchar(max) NOT NULL,
    CONSTRAINT [PK_PersonRows] PRIMARY KEY ([PersonId])
);

CREATE TABLE [Publications] (
    [Id] uniqueidentifier NOT NULL,
    [SeriesId] uniqueidentifier NOT NULL,
    [Number] int NOT NULL,
    [Title] nvarchar(200) NOT NULL,
    [Summary] nvarchar(max) NOT NULL,
    [Changed] nvarchar(max) NULL,
    [PeriodFrom] date NOT NULL,
    [PeriodTo] date NOT NULL,
    [Family] nvarchar(60) NOT NULL,
    [Cohort] nvarchar(40) NOT NULL,
    [Breakdowns] nvarchar(max) NOT NULL,
    [Definitions] nvarchar(max) NOT NULL,
    [Threshold] int NOT NULL,
    [RoundTo] int NULL,
    [AsAt] date NOT NULL,
    [MadeAt] datetimeoffset NOT NULL,
    [MadeBy] nvarchar(200) NOT NULL,
    [ReleaseAt] datetimeoffset NOT NULL,
    [Checksum] varchar(64) NOT NULL,
    CONSTRAINT [PK_Publications] PRIMARY KEY ([Id])
);

EXEC(N'CREATE TRIGGER [Publications_append_only] ON [Publications] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N''A publication is frozen: it is not changed and not removed.'', 1; END');

CREATE TABLE [RegionDiaries] (
    [RegionCode] nvarchar(10) NOT NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_RegionDiaries] PRIMARY KEY ([RegionCode])
);

CREATE TABLE [SignInSession] (
    [KeyHash] varchar(64) NOT NULL,
    [Username] nvarchar(200) NOT NULL,
    [Subject] nvarchar(200) NULL,
    [ProviderSession] nvarchar(200) NULL,
    [StartedAt] datetimeoffset NOT NULL,
    [SeenAt] datetimeoffset NOT NULL,
    [Ticket] nvarchar(max) NOT NULL,
    CONSTRAINT [PK_SignInSession] PRIMARY KEY ([KeyHash])
);

CREATE TABLE [Staff] (
    [Code] nvarchar(40) NOT NULL,
    [Name] nvarchar(200) NOT NULL,
    [Email] nvarchar(200) NULL,
    [Role] nvarchar(200) NOT NULL,
    [RegionCode] nvarchar(200) NULL,
    [PduId] int NULL,
    [LeftOn] date NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_Staff] PRIMARY KEY ([Code])
);

CREATE TABLE [Tasks] (
    [Id] uniqueidentifier NOT NULL,
    [InstanceId] uniqueidentifier NOT NULL,
    [WaitId] nvarchar(100) NOT NULL,
    [Kind] nvarchar(100) NOT NULL,
    [PersonId] uniqueidentifier NULL,
    [NeedId] uniqueidentifier NULL,
    [GroupId] uniqueidentifier NULL,
    [OwnerRole] nvarchar(40) NOT NULL,
    [OwnerCode] nvarchar(200) NULL,
    [ManagerCode] nvarchar(200) NULL,
    [RegionCode] nvarchar(10) NULL,
    [PduId] int NULL,
    [Risk] int NOT NULL,
    [DeliverableUntil] date NULL,
    [OpenedAt] datetimeoffset NOT NULL,
    [OpenedOn] date NOT NULL,
    [DueOn] date NOT NULL,
    [LadderKey] nvarchar(200) NOT NULL,
    [Rung] int NOT NULL,
    [NextRungOn] date NULL,
    [ClaimedBy] nvarchar(200) NULL,
    [ClosedAt] datetimeoffset NULL,
    [Outcome] nvarchar(200) NULL,
    [ClosedBy] nvarchar(200) NULL,
    [SnoozedUntil] date NULL,
    [SnoozeReason] nvarchar(200) NULL,
    [SnoozeWords] nvarchar(max) NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_Tasks] PRIMARY KEY ([Id])
);

CREATE TABLE [WorkflowInstances] (
    [Id] uniqueidentifier NOT NULL,
    [DefinitionId] nvarchar(100) NOT NULL,
    [DefinitionVersion] int NOT NULL,
    [PersonId] uniqueidentifier NULL,
    [NeedId] uniqueidentifier NULL,
    [GroupId] uniqueidentifier NULL,
    [Subject] nvarchar(200) NULL,
    [ParentId] uniqueidentifier NULL,
    [ParentWaitId] nvarchar(200) NULL,
    [State] nvarchar(max) NOT NULL,
    [Status] nvarchar(20) NOT NULL,
    [Outcome] nvarchar(200) NULL,
    [StartedAt] datetimeoffset NOT NULL,
    [EndedAt] datetimeoffset NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_WorkflowInstances] PRIMARY KEY ([Id])
);

CREATE TABLE [WorkflowJournal] (
    [InstanceId] uniqueidentifier NOT NULL,
    [Sequence] bigint NOT NULL,
    [SignalId] nvarchar(150) NOT NULL,
    [At] datetimeoffset NOT NULL,
    [By] nvarchar(200) NOT NULL,
    [Taken] bit NOT NULL,
    [Entry] nvarchar(max) NOT NULL,
    CONSTRAINT [PK_WorkflowJournal] PRIMARY KEY ([InstanceId], [Sequence])
);

CREATE TABLE [WorkflowTimers] (
    [InstanceId] uniqueidentifier NOT NULL,
    [WaitId] nvarchar(100) NOT NULL,
    [DueOn] date NOT NULL,
    [EndedAt] datetimeoffset NULL,
    CONSTRAINT [PK_WorkflowTimers] PRIMARY KEY ([InstanceId], [WaitId])
);

CREATE TABLE [GroupEvents] (
    [Id] uniqueidentifier NOT NULL,
    [GroupId] uniqueidentifier NOT NULL,
    [Kind] nvarchar(40) NOT NULL,
    [SessionId] uniqueidentifier NULL,
    [What] nvarchar(max) NULL,
    [ReasonCode] nvarchar(200) NULL,
    [Words] nvarchar(max) NULL,
    [At] datetimeoffset NOT NULL,
    [By] nvarchar(200) NOT NULL,
    [GroupVersion] int NOT NULL,
    CONSTRAINT [PK_GroupEvents] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_GroupEvents_Groups_GroupId] FOREIGN KEY ([GroupId]) REFERENCES [Groups] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Sessions] (
    [Id] uniqueidentifier NOT NULL,
    [GroupId] uniqueidentifier NULL,
    [DeliveryId] uniqueidentifier NULL,
    [TemplateKey] nvarchar(80) NULL,
    [Name] nvarchar(200) NOT NULL,
    [Kind] nvarchar(20) NOT NULL,
    [On] date NOT NULL,
    [Start] time NOT NULL,
    [Minutes] int NOT NULL,
    [Room] nvarchar(200) NULL,
    [Facilitators] nvarchar(max) NULL,
    [Round] int NOT NULL,
    [PlacedByHand] bit NOT NULL,
    [HeldOn] date NULL,
    [NotHeldReason] nvarchar(200) NULL,
    [NotHeldWords] nvarchar(max) NULL,
    [CancelledOn] date NULL,
    CONSTRAINT [PK_Sessions] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Sessions_Groups_GroupId] FOREIGN KEY ([GroupId]) REFERENCES [Groups] ([Id])
);

CREATE TABLE [Assessments] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [SourceNumber] bigint NULL,
    [AssessedOn] date NOT NULL,
    [SignedOn] date NULL,
    [Status] nvarchar(200) NULL,
    [SaraPartner] nvarchar(20) NULL,
    [SaraOthers] nvarchar(20) NULL,
    [Rosh] nvarchar(20) NULL,
    [PerpetratorAgainstPartner] bit NULL,
    [PerpetratorAgainstFamily] bit NULL,
    [Pni] nvarchar(30) NULL,
    [Details] nvarchar(max) NULL,
    [LaterInProgress] bit NULL,
    [Analysis] nvarchar(max) NULL,
    [AnalysisBy] nvarchar(max) NULL,
    [AnalysisOn] date NULL,
    [Wanted] nvarchar(20) NOT NULL,
    [RecordedAt] datetimeoffset NOT NULL,
    CONSTRAINT [PK_Assessments] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Assessments_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Attendance] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NOT NULL,
    [DeliveryId] uniqueidentifier NOT NULL,
    [SessionId] uniqueidentifier NULL,
    [TemplateKey] nvarchar(80) NULL,
    [On] date NOT NULL,
    [Outcome] nvarchar(30) NOT NULL,
    [Late] bit NOT NULL,
    [IsCatchUp] bit NOT NULL,
    [ReasonCode] nvarchar(200) NULL,
    [Words] nvarchar(max) NULL,
    [CreditedFrom] nvarchar(200) NULL,
    [RecordedAt] datetimeoffset NOT NULL,
    [RecordedBy] nvarchar(200) NOT NULL,
    [ReplacedById] uniqueidentifier NULL,
    [CorrectionReason] nvarchar(200) NULL,
    [CorrectionWords] nvarchar(max) NULL,
    CONSTRAINT [PK_Attendance] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Attendance_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [EmergencyAccess] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [Username] nvarchar(200) NOT NULL,
    [Name] nvarchar(200) NOT NULL,
    [Role] nvarchar(200) NOT NULL,
    [Reason] nvarchar(max) NOT NULL,
    [At] datetimeoffset NOT NULL,
    [Until] datetimeoffset NOT NULL,
    [Justified] bit NULL,
    [CheckedAt] datetimeoffset NULL,
    [CheckedBy] nvarchar(200) NULL,
    [CheckedWords] nvarchar(max) NULL,
    CONSTRAINT [PK_EmergencyAccess] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_EmergencyAccess_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Enquiries] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [Kind] nvarchar(30) NOT NULL,
    [AskedOn] date NULL,
    [AskedBy] nvarchar(200) NULL,
    [AskedOf] nvarchar(max) NULL,
    [Question] nvarchar(max) NULL,
    [AnsweredOn] date NULL,
    [Answer] nvarchar(max) NULL,
    CONSTRAINT [PK_Enquiries] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Enquiries_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [InspectionJudgements] (
    [Id] uniqueidentifier NOT NULL,
    [SampleId] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [Measure] nvarchar(40) NOT NULL,
    [Answer] nvarchar(20) NOT NULL,
    [Words] nvarchar(max) NULL,
    [Sequence] int NOT NULL,
    [At] datetimeoffset NOT NULL,
    [By] nvarchar(200) NOT NULL,
    CONSTRAINT [PK_InspectionJudgements] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_InspectionJudgements_InspectionSamples_SampleId] FOREIGN KEY ([SampleId]) REFERENCES [InspectionSamples] ([Id]),
    CONSTRAINT [FK_InspectionJudgements_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id])
);

CREATE TABLE [Milestones] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NULL,
    [Kind] nvarchar(40) NOT NULL,
    [On] date NOT NULL,
    [RecordedAt] datetimeoffset NOT NULL,
    [By] nvarchar(200) NOT NULL,
    [Source] nvarchar(200) NOT NULL,
    [ProgrammeKey] nvarchar(200) NULL,
    [ReasonCode] nvarchar(200) NULL,
    [Words] nvarchar(max) NULL,
    [CorrectedById] uniqueidentifier NULL,
    CONSTRAINT [PK_Milestones] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Milestones_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [NonAssociations] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [OtherPersonId] uniqueidentifier NOT NULL,
    [Why] nvarchar(max) NOT NULL,
    [RecordedBy] nvarchar(200) NOT NULL,
    [RecordedOn] date NOT NULL,
    [EndedOn] date NULL,
    [EndedBy] nvarchar(200) NULL,
    [EndedWhy] nvarchar(max) NULL,
    CONSTRAINT [PK_NonAssociations] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_NonAssociations_People_OtherPersonId] FOREIGN KEY ([OtherPersonId]) REFERENCES [People] ([Id]),
    CONSTRAINT [FK_NonAssociations_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id])
);

CREATE TABLE [PartnerLinkDuties] (
    [Id] uniqueidentifier NOT NULL,
    [ReferralId] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NOT NULL,
    [RegionCode] nvarchar(10) NULL,
    [OpenedOn] date NOT NULL,
    [DueOn] date NOT NULL,
    [AllocatedOn] date NULL,
    [MetOn] date NULL,
    [EndedOn] date NULL,
    CONSTRAINT [PK_PartnerLinkDuties] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_PartnerLinkDuties_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [PassedConcerns] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [Words] nvarchar(max) NOT NULL,
    [To] nvarchar(max) NULL,
    [By] nvarchar(200) NOT NULL,
    [At] datetimeoffset NOT NULL,
    [ReadBy] nvarchar(max) NULL,
    CONSTRAINT [PK_PassedConcerns] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_PassedConcerns_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [PersonNames] (
    [RegionCode] nvarchar(10) NOT NULL,
    [Word] nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [PduId] int NOT NULL,
    CONSTRAINT [PK_PersonNames] PRIMARY KEY ([RegionCode], [Word], [PersonId]),
    CONSTRAINT [FK_PersonNames_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Places] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NOT NULL,
    [ReferralId] uniqueidentifier NOT NULL,
    [GroupId] uniqueidentifier NOT NULL,
    [GivenOn] date NOT NULL,
    [GivenBy] nvarchar(200) NOT NULL,
    [FromModule] int NOT NULL,
    [FromRound] int NOT NULL,
    [ExpectedOn] date NULL,
    [Overrides] nvarchar(max) NULL,
    [EndedOn] date NULL,
    [EndedAs] nvarchar(200) NULL,
    [ReasonCode] nvarchar(200) NULL,
    [EndedAfter] nvarchar(200) NULL,
    CONSTRAINT [PK_Places] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Places_Groups_GroupId] FOREIGN KEY ([GroupId]) REFERENCES [Groups] ([Id]),
    CONSTRAINT [FK_Places_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Profiles] (
    [PersonId] uniqueidentifier NOT NULL,
    [Availability] nvarchar(max) NULL,
    [CanReach] nvarchar(max) NULL,
    [CannotReach] nvarchar(max) NULL,
    [Motivation] nvarchar(max) NULL,
    [LearningNeed] bit NULL,
    [LearningNeedHistory] nvarchar(max) NULL,
    [Interpreter] nvarchar(200) NULL,
    [AccessNeeds] nvarchar(max) NULL,
    [UpdatedBy] nvarchar(200) NULL,
    [UpdatedOn] date NULL,
    CONSTRAINT [PK_Profiles] PRIMARY KEY ([PersonId]),
    CONSTRAINT [FK_Profiles_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Reports] (
    [ReferralId] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NOT NULL,
    [Answers] nvarchar(max) NULL,
    [SavedAt] datetimeoffset NOT NULL,
    [SavedBy] nvarchar(200) NOT NULL,
    [CompletedOn] date NULL,
    [CompletedBy] nvarchar(200) NULL,
    [SentOn] date NULL,
    [SentBy] nvarchar(200) NULL,
    [SentTo] nvarchar(200) NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_Reports] PRIMARY KEY ([ReferralId]),
    CONSTRAINT [FK_Reports_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [RiskConcerns] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NULL,
    [SessionId] uniqueidentifier NULL,
    [Words] nvarchar(max) NOT NULL,
    [RaisedAt] datetimeoffset NOT NULL,
    [RaisedBy] nvarchar(200) NOT NULL,
    [RaisedByKey] nvarchar(200) NOT NULL,
    [AcknowledgedAt] datetimeoffset NULL,
    [AcknowledgedBy] nvarchar(200) NULL,
    [Response] nvarchar(max) NULL,
    CONSTRAINT [PK_RiskConcerns] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_RiskConcerns_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [SampledPeople] (
    [SampleId] uniqueidentifier NOT NULL,
    [Number] int NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [Stratum] nvarchar(10) NOT NULL,
    CONSTRAINT [PK_SampledPeople] PRIMARY KEY ([SampleId], [Number]),
    CONSTRAINT [FK_SampledPeople_InspectionSamples_SampleId] FOREIGN KEY ([SampleId]) REFERENCES [InspectionSamples] ([Id]),
    CONSTRAINT [FK_SampledPeople_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id])
);

CREATE TABLE [SessionNotes] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [DeliveryId] uniqueidentifier NOT NULL,
    [SessionId] uniqueidentifier NOT NULL,
    [Covered] nvarchar(max) NULL,
    [Engagement] nvarchar(max) NULL,
    [Homework] nvarchar(max) NULL,
    [At] datetimeoffset NOT NULL,
    [By] nvarchar(200) NOT NULL,
    CONSTRAINT [PK_SessionNotes] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_SessionNotes_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Supervisions] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [EventNumber] int NOT NULL,
    [Description] nvarchar(max) NULL,
    [StartsOn] date NULL,
    [EndsOn] date NULL,
    [Custodial] bit NULL,
    [Requirements] nvarchar(max) NULL,
    [Offences] nvarchar(max) NULL,
    [EndedOn] date NULL,
    CONSTRAINT [PK_Supervisions] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Supervisions_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [PublicationEvents] (
    [Id] uniqueidentifier NOT NULL,
    [PublicationId] uniqueidentifier NOT NULL,
    [Sequence] int NOT NULL,
    [Kind] nvarchar(30) NOT NULL,
    [At] datetimeoffset NOT NULL,
    [By] nvarchar(200) NOT NULL,
    [Username] nvarchar(200) NULL,
    [Words] nvarchar(max) NULL,
    CONSTRAINT [PK_PublicationEvents] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_PublicationEvents_Publications_PublicationId] FOREIGN KEY ([PublicationId]) REFERENCES [Publications] ([Id])
);

EXEC(N'CREATE TRIGGER [PublicationEvents_append_only] ON [PublicationEvents] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N''A publication is frozen: it is not changed and not removed.'', 1; END');

CREATE TABLE [PublicationFiles] (
    [PublicationId] uniqueidentifier NOT NULL,
    [Name] nvarchar(60) NOT NULL,
    [ContentType] nvarchar(200) NOT NULL,
    [Content] varbinary(max) NOT NULL,
    [Checksum] varchar(64) NOT NULL,
    CONSTRAINT [PK_PublicationFiles] PRIMARY KEY ([PublicationId], [Name]),
    CONSTRAINT [FK_PublicationFiles_Publications_PublicationId] FOREIGN KEY ([PublicationId]) REFERENCES [Publications] ([Id])
);

EXEC(N'CREATE TRIGGER [PublicationFiles_append_only] ON [PublicationFiles] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N''A publication is frozen: it is not changed and not removed.'', 1; END');

CREATE TABLE [Needs] (
    [Id] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [Reference] nvarchar(200) NOT NULL,
    [OpenedOn] date NOT NULL,
    [AssessmentId] uniqueidentifier NOT NULL,
    [ClosedOn] date NULL,
    [ClosedAs] nvarchar(200) NULL,
    [ReasonCode] nvarchar(200) NULL,
    [Interruption] nvarchar(200) NULL,
    [InterruptedOn] date NULL,
    [RecommendedOn] date NULL,
    [RecommendedKey] nvarchar(200) NULL,
    CONSTRAINT [PK_Needs] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Needs_Assessments_AssessmentId] FOREIGN KEY ([AssessmentId]) REFERENCES [Assessments] ([Id]),
    CONSTRAINT [FK_Needs_People_PersonId] FOREIGN KEY ([PersonId]) REFERENCES [People] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [PartnerConcern] (
    [Id] uniqueidentifier NOT NULL,
    [DutyId] uniqueidentifier NOT NULL,
    [At] datetimeoffset NOT NULL,
    [By] nvarchar(200) NOT NULL,
    [Words] nvarchar(max) NOT NULL,
    [PassedOnAt] datetimeoffset NULL,
    CONSTRAINT [PK_PartnerConcern] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_PartnerConcern_PartnerLinkDuties_DutyId] FOREIGN KEY ([DutyId]) REFERENCES [PartnerLinkDuties] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [PartnerContact] (
    [Id] uniqueidentifier NOT NULL,
    [DutyId] uniqueidentifier NOT NULL,
    [At] datetimeoffset NOT NULL,
    [On] date NOT NULL,
    [By] nvarchar(200) NOT NULL,
    [Means] nvarchar(200) NOT NULL,
    [Outcome] nvarchar(200) NOT NULL,
    [Words] nvarchar(max) NULL,
    CONSTRAINT [PK_PartnerContact] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_PartnerContact_PartnerLinkDuties_DutyId] FOREIGN KEY ([DutyId]) REFERENCES [PartnerLinkDuties] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [PartnerDetails] (
    [DutyId] uniqueidentifier NOT NULL,
    [WorkerCode] nvarchar(200) NOT NULL,
    [Name] nvarchar(200) NULL,
    [Relationship] nvarchar(200) NULL,
    [Contact] nvarchar(max) NULL,
    [SafeContact] nvarchar(max) NULL,
    [Notes] nvarchar(max) NULL,
    [Version] int NOT NULL,
    CONSTRAINT [PK_PartnerDetails] PRIMARY KEY ([DutyId]),
    CONSTRAINT [FK_PartnerDetails_PartnerLinkDuties_DutyId] FOREIGN KEY ([DutyId]) REFERENCES [PartnerLinkDuties] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Decisions] (
    [Id] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NOT NULL,
    [Number] int NOT NULL,
    [DecidedOn] date NOT NULL,
    [DecidedBy] nvarchar(200) NOT NULL,
    [RecommendedKey] nvarchar(200) NULL,
    [Recommendation] nvarchar(max) NULL,
    [ProgrammeKey] nvarchar(200) NULL,
    [ReasonCode] nvarchar(200) NULL,
    [Words] nvarchar(max) NULL,
    [NeedsApproval] bit NOT NULL,
    [ApprovedOn] date NULL,
    [ApprovedBy] nvarchar(200) NULL,
    [RejectedOn] date NULL,
    [RejectedBy] nvarchar(200) NULL,
    [RejectionReason] nvarchar(200) NULL,
    [RejectionWords] nvarchar(max) NULL,
    [FollowedOn] date NULL,
    CONSTRAINT [PK_Decisions] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Decisions_Needs_NeedId] FOREIGN KEY ([NeedId]) REFERENCES [Needs] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Referrals] (
    [Id] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NOT NULL,
    [PersonId] uniqueidentifier NOT NULL,
    [RegionCode] nvarchar(10) NULL,
    [ProgrammeKey] nvarchar(200) NOT NULL,
    [ReferredOn] date NOT NULL,
    [ReferredBy] nvarchar(200) NOT NULL,
    [AcceptedOn] date NULL,
    [StartedOn] date NULL,
    [EndedOn] date NULL,
    [EndedAs] nvarchar(200) NULL,
    [Hold] nvarchar(200) NULL,
    [HoldReviewOn] date NULL,
    [HoldReason] nvarchar(200) NULL,
    [QueuePosition] int NULL,
    [QueueReason] nvarchar(200) NULL,
    [QueueWords] nvarchar(max) NULL,
    [QueueBy] nvarchar(200) NULL,
    [CommencementRecordedOn] date NULL,
    [MayRejoinUntil] date NULL,
    [PlanVersion] int NULL,
    [SessionsDoneOn] date NULL,
    [ReviewHeldOn] date NULL,
    CONSTRAINT [PK_Referrals] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Referrals_Needs_NeedId] FOREIGN KEY ([NeedId]) REFERENCES [Needs] ([Id]) ON DELETE CASCADE
);

CREATE TABLE [Toolkits] (
    [Id] uniqueidentifier NOT NULL,
    [NeedId] uniqueidentifier NOT NULL,
    [ToolkitKey] nvarchar(200) NOT NULL,
    [PlannedOn] date NOT NULL,
    [PlannedBy] nvarchar(200) NOT NULL,
    [StartedOn] date NULL,
    [EndedOn] date NULL,
    [EndedAs] nvarchar(200) NULL,
    [PlanVersion] int NULL,
    CONSTRAINT [PK_Toolkits] PRIMARY KEY ([Id]),
    CONSTRAINT [FK_Toolkits_Needs_NeedId] FOREIGN KEY ([NeedId]) REFERENCES [Needs] ([Id]) ON DELETE CASCADE
);

IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'Count', N'Hash') AND [object_id] = OBJECT_ID(N'[AuditHead]'))
    SET IDENTITY_INSERT [AuditHead] ON;
INSERT INTO [AuditHead] ([Id], [Count], [Hash])
VALUES (1, CAST(0 AS bigint), '0000000000000000000000000000000000000000000000000000000000000000');
IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'Id', N'Count', N'Hash') AND [object_id] = OBJECT_ID(N'[AuditHead]'))
    SET IDENTITY_INSERT [AuditHead] OFF;

CREATE INDEX [IX_ApiRequests_StartedAt] ON [ApiRequests] ([StartedAt]);

CREATE INDEX [IX_Assessments_AssessedOn_PersonId] ON [Assessments] ([AssessedOn], [PersonId]);

CREATE INDEX [IX_Assessments_PersonId] ON [Assessments] ([PersonId]);

CREATE INDEX [IX_Attendance_DeliveryId] ON [Attendance] ([DeliveryId]);

CREATE INDEX [IX_Attendance_PersonId] ON [Attendance] ([PersonId]);

CREATE UNIQUE INDEX [IX_Attendance_SessionId_DeliveryId] ON [Attendance] ([SessionId], [DeliveryId]) WHERE ReplacedById IS NULL AND SessionId IS NOT NULL;

CREATE INDEX [IX_AuditEntries_At] ON [AuditEntries] ([At]);

CREATE INDEX [IX_AuditEntries_Crn_Id] ON [AuditEntries] ([Crn], [Id]);

CREATE INDEX [IX_AuditEntries_PersonId_Id] ON [AuditEntries] ([PersonId], [Id]);

CREATE INDEX [IX_AuditEntries_Username_Id] ON [AuditEntries] ([Username], [Id]);

CREATE INDEX [IX_Chases_On] ON [Chases] ([On]);

CREATE UNIQUE INDEX [IX_Decisions_NeedId_Number] ON [Decisions] ([NeedId], [Number]);

CREATE INDEX [IX_DomainEvents_OccurredAt] ON [DomainEvents] ([OccurredAt]);

CREATE INDEX [IX_Drafts_SavedAt] ON [Drafts] ([SavedAt]);

CREATE INDEX [IX_EmergencyAccess_PersonId] ON [EmergencyAccess] ([PersonId]);

CREATE INDEX [IX_EmergencyAccess_Username_PersonId_Until] ON [EmergencyAccess] ([Username], [PersonId], [Until]);

CREATE INDEX [IX_Enquiries_PersonId_Kind] ON [Enquiries] ([PersonId], [Kind]);

CREATE INDEX [IX_EventDeliveries_EventId] ON [EventDeliveries] ([EventId]);

CREATE INDEX [IX_EventDeliveries_Receiver_DoneAt_NextAttemptAt] ON [EventDeliveries] ([Receiver], [DoneAt], [NextAttemptAt]);

CREATE INDEX [IX_EventDeliveries_Receiver_OrderedBy_EventId] ON [EventDeliveries] ([Receiver], [OrderedBy], [EventId]);

CREATE INDEX [IX_GroupEvents_GroupId] ON [GroupEvents] ([GroupId]);

CREATE UNIQUE INDEX [IX_Groups_CalendarKey] ON [Groups] ([CalendarKey]);

CREATE UNIQUE INDEX [IX_Groups_RegionCode_Code] ON [Groups] ([RegionCode], [Code]);

CREATE INDEX [IX_Groups_RegionCode_PduId_ClosedOn] ON [Groups] ([RegionCode], [PduId], [ClosedOn]);

CREATE INDEX [IX_InspectionJudgements_PersonId] ON [InspectionJudgements] ([PersonId]);

CREATE UNIQUE INDEX [IX_InspectionJudgements_SampleId_PersonId_Sequence] ON [InspectionJudgements] ([SampleId], [PersonId], [Sequence]);

CREATE INDEX [IX_Milestones_PersonId_On] ON [Milestones] ([PersonId], [On]);

CREATE INDEX [IX_Needs_AssessmentId] ON [Needs] ([AssessmentId]);

CREATE INDEX [IX_Needs_PersonId] ON [Needs] ([PersonId]);

CREATE UNIQUE INDEX [IX_Needs_Reference] ON [Needs] ([Reference]);

CREATE INDEX [IX_NeedSnapshots_AssessedOn_RegionCode_PduId] ON [NeedSnapshots] ([AssessedOn], [RegionCode], [PduId]);

CREATE INDEX [IX_NeedSnapshots_PersonId] ON [NeedSnapshots] ([PersonId]);

CREATE INDEX [IX_NeedSnapshots_RegionCode_PduId_PractitionerCode_SaraPartner_SaraOthers_PersonId] ON [NeedSnapshots] ([RegionCode], [PduId], [PractitionerCode], [SaraPartner], [SaraOthers], [PersonId]) WHERE ClosedOn IS NULL;

CREATE INDEX [IX_NonAssociations_OtherPersonId] ON [NonAssociations] ([OtherPersonId]);

CREATE INDEX [IX_NonAssociations_PersonId] ON [NonAssociations] ([PersonId]);

CREATE INDEX [IX_Notices_DigestKey_Addressee] ON [Notices] ([DigestKey], [Addressee]);

CREATE INDEX [IX_Outbox_DeliveredAt_UndeliverableAt_WithdrawnAt_NextAttemptAt] ON [Outbox] ([DeliveredAt], [UndeliverableAt], [WithdrawnAt], [NextAttemptAt]);

CREATE UNIQUE INDEX [IX_Outbox_Key] ON [Outbox] ([Key]);

CREATE INDEX [IX_PartnerConcern_DutyId] ON [PartnerConcern] ([DutyId]);

CREATE INDEX [IX_PartnerContact_DutyId] ON [PartnerContact] ([DutyId]);

CREATE INDEX [IX_PartnerDetails_WorkerCode] ON [PartnerDetails] ([WorkerCode]);

CREATE INDEX [IX_PartnerLinkDuties_PersonId] ON [PartnerLinkDuties] ([PersonId]);

CREATE UNIQUE INDEX [IX_PartnerLinkDuties_ReferralId] ON [PartnerLinkDuties] ([ReferralId]) WHERE EndedOn IS NULL;

CREATE INDEX [IX_PartnerLinkDuties_RegionCode_EndedOn_MetOn_DueOn] ON [PartnerLinkDuties] ([RegionCode], [EndedOn], [MetOn], [DueOn]);

CREATE INDEX [IX_PassedConcerns_PersonId] ON [PassedConcerns] ([PersonId]);

CREATE UNIQUE INDEX [IX_People_Crn] ON [People] ([Crn]);

CREATE INDEX [IX_People_PractitionerCode] ON [People] ([PractitionerCode]) INCLUDE ([PractitionerName]);

CREATE INDEX [IX_People_RegionCode_PduId] ON [People] ([RegionCode], [PduId]);

CREATE INDEX [IX_People_Surname] ON [People] ([Surname]);

CREATE INDEX [IX_PersonNames_PersonId] ON [PersonNames] ([PersonId]);

CREATE INDEX [IX_Places_GroupId_EndedOn] ON [Places] ([GroupId], [EndedOn]);

CREATE INDEX [IX_Places_PersonId] ON [Places] ([PersonId]);

CREATE UNIQUE INDEX [IX_Places_ReferralId] ON [Places] ([ReferralId]) WHERE EndedOn IS NULL;

CREATE UNIQUE INDEX [IX_PublicationEvents_PublicationId_Sequence] ON [PublicationEvents] ([PublicationId], [Sequence]);

CREATE INDEX [IX_Publications_ReleaseAt] ON [Publications] ([ReleaseAt]);

CREATE UNIQUE INDEX [IX_Publications_SeriesId_Number] ON [Publications] ([SeriesId], [Number]);

CREATE INDEX [IX_Referrals_NeedId] ON [Referrals] ([NeedId]);

CREATE INDEX [IX_Referrals_RegionCode_ProgrammeKey_AcceptedOn_StartedOn_SessionsDoneOn_ReferredOn_Id_PersonId] ON [Referrals] ([RegionCode], [ProgrammeKey], [AcceptedOn], [StartedOn], [SessionsDoneOn], [ReferredOn], [Id], [PersonId]) WHERE EndedOn IS NULL;

CREATE INDEX [IX_Reports_PersonId] ON [Reports] ([PersonId]);

CREATE INDEX [IX_RiskConcerns_PersonId] ON [RiskConcerns] ([PersonId]);

CREATE INDEX [IX_SampledPeople_PersonId] ON [SampledPeople] ([PersonId]);

CREATE UNIQUE INDEX [IX_SampledPeople_SampleId_PersonId] ON [SampledPeople] ([SampleId], [PersonId]);

CREATE INDEX [IX_SessionNotes_PersonId] ON [SessionNotes] ([PersonId]);

CREATE INDEX [IX_SessionNotes_SessionId_DeliveryId] ON [SessionNotes] ([SessionId], [DeliveryId]);

CREATE INDEX [IX_Sessions_DeliveryId] ON [Sessions] ([DeliveryId]);

CREATE INDEX [IX_Sessions_GroupId_On] ON [Sessions] ([GroupId], [On]);

CREATE INDEX [IX_Sessions_On] ON [Sessions] ([On]);

CREATE INDEX [IX_SignInSession_ProviderSession] ON [SignInSession] ([ProviderSession]);

CREATE INDEX [IX_SignInSession_SeenAt] ON [SignInSession] ([SeenAt]);

CREATE INDEX [IX_SignInSession_Subject] ON [SignInSession] ([Subject]);

CREATE INDEX [IX_SignInSession_Username] ON [SignInSession] ([Username]);

CREATE INDEX [IX_Staff_Role_RegionCode_PduId] ON [Staff] ([Role], [RegionCode], [PduId]);

CREATE INDEX [IX_Supervisions_EndedOn_EndsOn] ON [Supervisions] ([EndedOn], [EndsOn]);

CREATE UNIQUE INDEX [IX_Supervisions_PersonId_EventNumber] ON [Supervisions] ([PersonId], [EventNumber]);

CREATE INDEX [IX_Tasks_GroupId_ClosedAt] ON [Tasks] ([GroupId], [ClosedAt]);

CREATE UNIQUE INDEX [IX_Tasks_InstanceId_WaitId] ON [Tasks] ([InstanceId], [WaitId]);

CREATE INDEX [IX_Tasks_NextRungOn] ON [Tasks] ([NextRungOn]);

CREATE INDEX [IX_Tasks_OwnerCode_ClosedAt_DueOn] ON [Tasks] ([OwnerCode], [ClosedAt], [DueOn]);

CREATE INDEX [IX_Tasks_OwnerRole_RegionCode_DueOn_PduId_OwnerCode_ManagerCode_Kind_Risk_DeliverableUntil_Id] ON [Tasks] ([OwnerRole], [RegionCode], [DueOn], [PduId], [OwnerCode], [ManagerCode], [Kind], [Risk], [DeliverableUntil], [Id]) WHERE ClosedAt IS NULL;

CREATE INDEX [IX_Tasks_PersonId] ON [Tasks] ([PersonId]);

CREATE INDEX [IX_Tasks_RegionCode_ClosedAt] ON [Tasks] ([RegionCode], [ClosedAt]) WHERE ClosedAt IS NOT NULL;

CREATE INDEX [IX_Tasks_RegionCode_PduId_Kind_DueOn_OwnerRole_OwnerCode_OpenedOn_OpenedAt_Risk_DeliverableUntil_Id] ON [Tasks] ([RegionCode], [PduId], [Kind], [DueOn], [OwnerRole], [OwnerCode], [OpenedOn], [OpenedAt], [Risk], [DeliverableUntil], [Id]) WHERE ClosedAt IS NULL;

CREATE INDEX [IX_Toolkits_NeedId] ON [Toolkits] ([NeedId]);

CREATE INDEX [IX_WorkflowInstances_DefinitionId_DefinitionVersion_Status] ON [WorkflowInstances] ([DefinitionId], [DefinitionVersion], [Status]);

CREATE INDEX [IX_WorkflowInstances_GroupId_Status] ON [WorkflowInstances] ([GroupId], [Status]);

CREATE INDEX [IX_WorkflowInstances_PersonId_Status] ON [WorkflowInstances] ([PersonId], [Status]);

CREATE UNIQUE INDEX [IX_WorkflowJournal_InstanceId_SignalId] ON [WorkflowJournal] ([InstanceId], [SignalId]);

CREATE INDEX [IX_WorkflowTimers_EndedAt_DueOn] ON [WorkflowTimers] ([EndedAt], [DueOn]);

INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
VALUES (N'20261123054916_Initial', N'10.0.14');

COMMIT;
GO
