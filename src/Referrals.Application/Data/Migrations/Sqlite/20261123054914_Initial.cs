using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Referrals.Application.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ApiRequests",
                columns: table => new
                {
                    Caller = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Fingerprint = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    BusyUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: true),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Body = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiRequests", x => new { x.Caller, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Username = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: true),
                    PduId = table.Column<int>(type: "INTEGER", nullable: true),
                    What = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Crn = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Feature = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    PreviousHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AuditHead",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditHead", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CatalogueDrafts",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Json = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogueDrafts", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "CatalogueReleases",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Json = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    ReleasedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReleasedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogueReleases", x => new { x.Name, x.Version });
                });

            migrationBuilder.CreateTable(
                name: "Chases",
                columns: table => new
                {
                    TaskId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Rung = table.Column<int>(type: "INTEGER", nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Wording = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Told = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Chases", x => new { x.TaskId, x.Rung });
                });

            migrationBuilder.CreateTable(
                name: "DomainEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Key = table.Column<Guid>(type: "TEXT", nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    OrderedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    OccurredAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DomainEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Drafts",
                columns: table => new
                {
                    TaskId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Username = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Answers = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    SavedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Drafts", x => new { x.TaskId, x.Username });
                });

            migrationBuilder.CreateTable(
                name: "EventDeliveries",
                columns: table => new
                {
                    Receiver = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    EventId = table.Column<long>(type: "INTEGER", nullable: false),
                    OrderedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAttemptAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClaimedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    DoneAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LeftOutBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    GivenUpAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastError = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EventDeliveries", x => new { x.Receiver, x.EventId });
                });

            migrationBuilder.CreateTable(
                name: "EventReceivers",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    TakenUpTo = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EventReceivers", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "Groups",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    PduId = table.Column<int>(type: "INTEGER", nullable: false),
                    Office = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Room = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ProgrammeKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    PlanVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    Cohort = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Sex = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    ForLearningNeeds = table.Column<bool>(type: "INTEGER", nullable: false),
                    Rolling = table.Column<bool>(type: "INTEGER", nullable: false),
                    Capacity = table.Column<int>(type: "INTEGER", nullable: false),
                    Taken = table.Column<int>(type: "INTEGER", nullable: false),
                    EarliestStart = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Slots = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Closures = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    TreatmentManager = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Facilitators = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Cover = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    CalendarKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ClosedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ClosedReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Groups", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "InspectionSamples",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StartedFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    StartedTo = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Regions = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    Seed = table.Column<int>(type: "INTEGER", nullable: false),
                    Size = table.Column<int>(type: "INTEGER", nullable: false),
                    FrameSize = table.Column<int>(type: "INTEGER", nullable: false),
                    FrameChecksum = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Strata = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    DrawnAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DrawnBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FinishedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InspectionSamples", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "JobRuns",
                columns: table => new
                {
                    Job = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Summary = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JobRuns", x => x.Job);
                });

            migrationBuilder.CreateTable(
                name: "NameSpellings",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 41, nullable: false),
                    Word = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NameSpellings", x => new { x.Key, x.Word });
                });

            migrationBuilder.CreateTable(
                name: "NeedSnapshots",
                columns: table => new
                {
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PduId = table.Column<int>(type: "INTEGER", nullable: true),
                    PractitionerCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Sex = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    AgeAtOpening = table.Column<int>(type: "INTEGER", nullable: true),
                    SaraPartner = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    SaraOthers = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    FamilyAbuse = table.Column<bool>(type: "INTEGER", nullable: true),
                    SupervisionStartsOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    SupervisionEndsOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AssessedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    OpenedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    RecommendedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RecommendedKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DecidedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ApprovedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReferredOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AcceptedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AllocatedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    FirstSessionOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    LastSessionOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    CompletedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    CommencementRecordedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReviewHeldOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReportWrittenOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReportSentOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ProgrammeKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ProgrammeKind = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClosedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ClosedAs = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    UnmetApprovedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    HasImportedHistory = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NeedSnapshots", x => x.NeedId);
                });

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    TaskId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Rung = table.Column<int>(type: "INTEGER", nullable: false),
                    Addressee = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PduId = table.Column<int>(type: "INTEGER", nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    DigestKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notices", x => new { x.TaskId, x.Rung, x.Addressee });
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Addressee = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Body = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAttemptAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClaimedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    DeliveredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ProviderId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    UndeliverableAt = table.Column<long>(type: "INTEGER", nullable: true),
                    WithdrawnAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastError = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "People",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Crn = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Forename = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Surname = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DateOfBirth = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Sex = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    PractitionerCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PractitionerName = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    PractitionerEmail = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    TeamCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    TeamName = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PduId = table.Column<int>(type: "INTEGER", nullable: true),
                    SourceArea = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Flags = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    IntimatePartnerConviction = table.Column<bool>(type: "INTEGER", nullable: true),
                    HeterosexualRelationship = table.Column<bool>(type: "INTEGER", nullable: true),
                    CanDiscussOneAct = table.Column<bool>(type: "INTEGER", nullable: true),
                    ChildrenConcerned = table.Column<bool>(type: "INTEGER", nullable: true),
                    Ethnicity = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Disability = table.Column<bool>(type: "INTEGER", nullable: true),
                    Religion = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Language = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DiedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RecalledOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_People", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PersonRows",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Facts = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PersonRows", x => x.PersonId);
                });

            migrationBuilder.CreateTable(
                name: "Publications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SeriesId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Summary = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Changed = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    PeriodFrom = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    PeriodTo = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Family = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Cohort = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Breakdowns = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Definitions = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Threshold = table.Column<int>(type: "INTEGER", nullable: false),
                    RoundTo = table.Column<int>(type: "INTEGER", nullable: true),
                    AsAt = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<long>(type: "INTEGER", nullable: false),
                    MadeBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ReleaseAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Checksum = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Publications", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RegionDiaries",
                columns: table => new
                {
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RegionDiaries", x => x.RegionCode);
                });

            migrationBuilder.CreateTable(
                name: "SignInSession",
                columns: table => new
                {
                    KeyHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Username = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ProviderSession = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Ticket = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignInSession", x => x.KeyHash);
                });

            migrationBuilder.CreateTable(
                name: "Staff",
                columns: table => new
                {
                    Code = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Email = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Role = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PduId = table.Column<int>(type: "INTEGER", nullable: true),
                    LeftOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Staff", x => x.Code);
                });

            migrationBuilder.CreateTable(
                name: "Tasks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    InstanceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    WaitId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: true),
                    GroupId = table.Column<Guid>(type: "TEXT", nullable: true),
                    OwnerRole = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    OwnerCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ManagerCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: true),
                    PduId = table.Column<int>(type: "INTEGER", nullable: true),
                    Risk = table.Column<int>(type: "INTEGER", nullable: false),
                    DeliverableUntil = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    OpenedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    LadderKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Rung = table.Column<int>(type: "INTEGER", nullable: false),
                    NextRungOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ClaimedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClosedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    SnoozedUntil = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    SnoozeReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    SnoozeWords = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Tasks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "WorkflowInstances",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    DefinitionId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    DefinitionVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: true),
                    GroupId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ParentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ParentWaitId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkflowInstances", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "WorkflowJournal",
                columns: table => new
                {
                    InstanceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    SignalId = table.Column<string>(type: "TEXT", maxLength: 150, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Taken = table.Column<bool>(type: "INTEGER", nullable: false),
                    Entry = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkflowJournal", x => new { x.InstanceId, x.Sequence });
                });

            migrationBuilder.CreateTable(
                name: "WorkflowTimers",
                columns: table => new
                {
                    InstanceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    WaitId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkflowTimers", x => new { x.InstanceId, x.WaitId });
                });

            migrationBuilder.CreateTable(
                name: "GroupEvents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    GroupId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    What = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    GroupVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GroupEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GroupEvents_Groups_GroupId",
                        column: x => x.GroupId,
                        principalTable: "Groups",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    GroupId = table.Column<Guid>(type: "TEXT", nullable: true),
                    DeliveryId = table.Column<Guid>(type: "TEXT", nullable: true),
                    TemplateKey = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Start = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    Minutes = table.Column<int>(type: "INTEGER", nullable: false),
                    Room = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Facilitators = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    PlacedByHand = table.Column<bool>(type: "INTEGER", nullable: false),
                    HeldOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    NotHeldReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    NotHeldWords = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    CancelledOn = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sessions_Groups_GroupId",
                        column: x => x.GroupId,
                        principalTable: "Groups",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "Assessments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SourceNumber = table.Column<long>(type: "INTEGER", nullable: true),
                    AssessedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    SignedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Status = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    SaraPartner = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    SaraOthers = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    Rosh = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    PerpetratorAgainstPartner = table.Column<bool>(type: "INTEGER", nullable: true),
                    PerpetratorAgainstFamily = table.Column<bool>(type: "INTEGER", nullable: true),
                    Pni = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    Details = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    LaterInProgress = table.Column<bool>(type: "INTEGER", nullable: true),
                    Analysis = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    AnalysisBy = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    AnalysisOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Wanted = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Assessments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Assessments_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Attendance",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DeliveryId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    TemplateKey = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    Late = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsCatchUp = table.Column<bool>(type: "INTEGER", nullable: false),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    CreditedFrom = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ReplacedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    CorrectionReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    CorrectionWords = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Attendance", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Attendance_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "EmergencyAccess",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Username = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false),
                    Justified = table.Column<bool>(type: "INTEGER", nullable: true),
                    CheckedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CheckedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    CheckedWords = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EmergencyAccess", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EmergencyAccess_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Enquiries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    AskedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AskedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    AskedOf = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Question = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    AnsweredOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Answer = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Enquiries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Enquiries_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "InspectionJudgements",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SampleId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Measure = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Answer = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InspectionJudgements", x => x.Id);
                    table.ForeignKey(
                        name: "FK_InspectionJudgements_InspectionSamples_SampleId",
                        column: x => x.SampleId,
                        principalTable: "InspectionSamples",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_InspectionJudgements_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "Milestones",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Source = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ProgrammeKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    CorrectedById = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Milestones", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Milestones_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "NonAssociations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OtherPersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    RecordedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RecordedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    EndedWhy = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NonAssociations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_NonAssociations_People_OtherPersonId",
                        column: x => x.OtherPersonId,
                        principalTable: "People",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_NonAssociations_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "PartnerLinkDuties",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReferralId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: true),
                    OpenedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    AllocatedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    MetOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PartnerLinkDuties", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PartnerLinkDuties_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PassedConcerns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    To = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReadBy = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PassedConcerns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PassedConcerns_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PersonNames",
                columns: table => new
                {
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Word = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PduId = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PersonNames", x => new { x.RegionCode, x.Word, x.PersonId });
                    table.ForeignKey(
                        name: "FK_PersonNames_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Places",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReferralId = table.Column<Guid>(type: "TEXT", nullable: false),
                    GroupId = table.Column<Guid>(type: "TEXT", nullable: false),
                    GivenOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    GivenBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FromModule = table.Column<int>(type: "INTEGER", nullable: false),
                    FromRound = table.Column<int>(type: "INTEGER", nullable: false),
                    ExpectedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Overrides = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndedAs = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    EndedAfter = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Places", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Places_Groups_GroupId",
                        column: x => x.GroupId,
                        principalTable: "Groups",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_Places_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Profiles",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Availability = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    CanReach = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    CannotReach = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Motivation = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    LearningNeed = table.Column<bool>(type: "INTEGER", nullable: true),
                    LearningNeedHistory = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Interpreter = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    AccessNeeds = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    UpdatedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    UpdatedOn = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Profiles", x => x.PersonId);
                    table.ForeignKey(
                        name: "FK_Profiles_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Reports",
                columns: table => new
                {
                    ReferralId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Answers = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    SavedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SavedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    CompletedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    CompletedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    SentOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    SentBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    SentTo = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reports", x => x.ReferralId);
                    table.ForeignKey(
                        name: "FK_Reports_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RiskConcerns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    RaisedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RaisedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RaisedByKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AcknowledgedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AcknowledgedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Response = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RiskConcerns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RiskConcerns_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SampledPeople",
                columns: table => new
                {
                    SampleId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Stratum = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SampledPeople", x => new { x.SampleId, x.Number });
                    table.ForeignKey(
                        name: "FK_SampledPeople_InspectionSamples_SampleId",
                        column: x => x.SampleId,
                        principalTable: "InspectionSamples",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_SampledPeople_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "SessionNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DeliveryId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Covered = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Engagement = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Homework = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SessionNotes_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Supervisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    EventNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    Description = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    StartsOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndsOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Custodial = table.Column<bool>(type: "INTEGER", nullable: true),
                    Requirements = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Offences = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Supervisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Supervisions_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PublicationEvents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PublicationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Username = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PublicationEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PublicationEvents_Publications_PublicationId",
                        column: x => x.PublicationId,
                        principalTable: "Publications",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "PublicationFiles",
                columns: table => new
                {
                    PublicationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Checksum = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PublicationFiles", x => new { x.PublicationId, x.Name });
                    table.ForeignKey(
                        name: "FK_PublicationFiles_Publications_PublicationId",
                        column: x => x.PublicationId,
                        principalTable: "Publications",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "Needs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    OpenedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    AssessmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ClosedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ClosedAs = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Interruption = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    InterruptedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RecommendedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RecommendedKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Needs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Needs_Assessments_AssessmentId",
                        column: x => x.AssessmentId,
                        principalTable: "Assessments",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_Needs_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PartnerConcern",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    DutyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    PassedOnAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PartnerConcern", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PartnerConcern_PartnerLinkDuties_DutyId",
                        column: x => x.DutyId,
                        principalTable: "PartnerLinkDuties",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PartnerContact",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    DutyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Means = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PartnerContact", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PartnerContact_PartnerLinkDuties_DutyId",
                        column: x => x.DutyId,
                        principalTable: "PartnerLinkDuties",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PartnerDetails",
                columns: table => new
                {
                    DutyId = table.Column<Guid>(type: "TEXT", nullable: false),
                    WorkerCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Relationship = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Contact = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    SafeContact = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Notes = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PartnerDetails", x => x.DutyId);
                    table.ForeignKey(
                        name: "FK_PartnerDetails_PartnerLinkDuties_DutyId",
                        column: x => x.DutyId,
                        principalTable: "PartnerLinkDuties",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Decisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    DecidedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    DecidedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RecommendedKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Recommendation = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    ProgrammeKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Words = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    NeedsApproval = table.Column<bool>(type: "INTEGER", nullable: false),
                    ApprovedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ApprovedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RejectedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    RejectedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RejectionReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RejectionWords = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    FollowedOn = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Decisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Decisions_Needs_NeedId",
                        column: x => x.NeedId,
                        principalTable: "Needs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Referrals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RegionCode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: true),
                    ProgrammeKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ReferredOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ReferredBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    AcceptedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    StartedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndedAs = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Hold = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    HoldReviewOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    HoldReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    QueuePosition = table.Column<int>(type: "INTEGER", nullable: true),
                    QueueReason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    QueueWords = table.Column<string>(type: "TEXT", maxLength: -1, nullable: true),
                    QueueBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    CommencementRecordedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    MayRejoinUntil = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    PlanVersion = table.Column<int>(type: "INTEGER", nullable: true),
                    SessionsDoneOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    ReviewHeldOn = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Referrals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Referrals_Needs_NeedId",
                        column: x => x.NeedId,
                        principalTable: "Needs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Toolkits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    NeedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ToolkitKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    PlannedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    PlannedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StartedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    EndedAs = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    PlanVersion = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Toolkits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Toolkits_Needs_NeedId",
                        column: x => x.NeedId,
                        principalTable: "Needs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "AuditHead",
                columns: new[] { "Id", "Count", "Hash" },
                values: new object[] { 1, 0L, "0000000000000000000000000000000000000000000000000000000000000000" });

            migrationBuilder.CreateIndex(
                name: "IX_ApiRequests_StartedAt",
                table: "ApiRequests",
                column: "StartedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Assessments_AssessedOn_PersonId",
                table: "Assessments",
                columns: new[] { "AssessedOn", "PersonId" });

            migrationBuilder.CreateIndex(
                name: "IX_Assessments_PersonId",
                table: "Assessments",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Attendance_DeliveryId",
                table: "Attendance",
                column: "DeliveryId");

            migrationBuilder.CreateIndex(
                name: "IX_Attendance_PersonId",
                table: "Attendance",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Attendance_SessionId_DeliveryId",
                table: "Attendance",
                columns: new[] { "SessionId", "DeliveryId" },
                unique: true,
                filter: "ReplacedById IS NULL AND SessionId IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_At",
                table: "AuditEntries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Crn_Id",
                table: "AuditEntries",
                columns: new[] { "Crn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_PersonId_Id",
                table: "AuditEntries",
                columns: new[] { "PersonId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_Username_Id",
                table: "AuditEntries",
                columns: new[] { "Username", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Chases_On",
                table: "Chases",
                column: "On");

            migrationBuilder.CreateIndex(
                name: "IX_Decisions_NeedId_Number",
                table: "Decisions",
                columns: new[] { "NeedId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DomainEvents_OccurredAt",
                table: "DomainEvents",
                column: "OccurredAt");

            migrationBuilder.CreateIndex(
                name: "IX_Drafts_SavedAt",
                table: "Drafts",
                column: "SavedAt");

            migrationBuilder.CreateIndex(
                name: "IX_EmergencyAccess_PersonId",
                table: "EmergencyAccess",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_EmergencyAccess_Username_PersonId_Until",
                table: "EmergencyAccess",
                columns: new[] { "Username", "PersonId", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_Enquiries_PersonId_Kind",
                table: "Enquiries",
                columns: new[] { "PersonId", "Kind" });

            migrationBuilder.CreateIndex(
                name: "IX_EventDeliveries_EventId",
                table: "EventDeliveries",
                column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_EventDeliveries_Receiver_DoneAt_NextAttemptAt",
                table: "EventDeliveries",
                columns: new[] { "Receiver", "DoneAt", "NextAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_EventDeliveries_Receiver_OrderedBy_EventId",
                table: "EventDeliveries",
                columns: new[] { "Receiver", "OrderedBy", "EventId" });

            migrationBuilder.CreateIndex(
                name: "IX_GroupEvents_GroupId",
                table: "GroupEvents",
                column: "GroupId");

            migrationBuilder.CreateIndex(
                name: "IX_Groups_CalendarKey",
                table: "Groups",
                column: "CalendarKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Groups_RegionCode_Code",
                table: "Groups",
                columns: new[] { "RegionCode", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Groups_RegionCode_PduId_ClosedOn",
                table: "Groups",
                columns: new[] { "RegionCode", "PduId", "ClosedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_InspectionJudgements_PersonId",
                table: "InspectionJudgements",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_InspectionJudgements_SampleId_PersonId_Sequence",
                table: "InspectionJudgements",
                columns: new[] { "SampleId", "PersonId", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Milestones_PersonId_On",
                table: "Milestones",
                columns: new[] { "PersonId", "On" });

            migrationBuilder.CreateIndex(
                name: "IX_Needs_AssessmentId",
                table: "Needs",
                column: "AssessmentId");

            migrationBuilder.CreateIndex(
                name: "IX_Needs_PersonId",
                table: "Needs",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Needs_Reference",
                table: "Needs",
                column: "Reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_NeedSnapshots_AssessedOn_RegionCode_PduId",
                table: "NeedSnapshots",
                columns: new[] { "AssessedOn", "RegionCode", "PduId" });

            migrationBuilder.CreateIndex(
                name: "IX_NeedSnapshots_PersonId",
                table: "NeedSnapshots",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_NeedSnapshots_RegionCode_PduId_PractitionerCode_SaraPartner_SaraOthers_PersonId",
                table: "NeedSnapshots",
                columns: new[] { "RegionCode", "PduId", "PractitionerCode", "SaraPartner", "SaraOthers", "PersonId" },
                filter: "ClosedOn IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_NonAssociations_OtherPersonId",
                table: "NonAssociations",
                column: "OtherPersonId");

            migrationBuilder.CreateIndex(
                name: "IX_NonAssociations_PersonId",
                table: "NonAssociations",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Notices_DigestKey_Addressee",
                table: "Notices",
                columns: new[] { "DigestKey", "Addressee" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_DeliveredAt_UndeliverableAt_WithdrawnAt_NextAttemptAt",
                table: "Outbox",
                columns: new[] { "DeliveredAt", "UndeliverableAt", "WithdrawnAt", "NextAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_Key",
                table: "Outbox",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PartnerConcern_DutyId",
                table: "PartnerConcern",
                column: "DutyId");

            migrationBuilder.CreateIndex(
                name: "IX_PartnerContact_DutyId",
                table: "PartnerContact",
                column: "DutyId");

            migrationBuilder.CreateIndex(
                name: "IX_PartnerDetails_WorkerCode",
                table: "PartnerDetails",
                column: "WorkerCode");

            migrationBuilder.CreateIndex(
                name: "IX_PartnerLinkDuties_PersonId",
                table: "PartnerLinkDuties",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PartnerLinkDuties_ReferralId",
                table: "PartnerLinkDuties",
                column: "ReferralId",
                unique: true,
                filter: "EndedOn IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PartnerLinkDuties_RegionCode_EndedOn_MetOn_DueOn",
                table: "PartnerLinkDuties",
                columns: new[] { "RegionCode", "EndedOn", "MetOn", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_PassedConcerns_PersonId",
                table: "PassedConcerns",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_People_Crn",
                table: "People",
                column: "Crn",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_People_PractitionerCode_PractitionerName",
                table: "People",
                columns: new[] { "PractitionerCode", "PractitionerName" });

            migrationBuilder.CreateIndex(
                name: "IX_People_RegionCode_PduId",
                table: "People",
                columns: new[] { "RegionCode", "PduId" });

            migrationBuilder.CreateIndex(
                name: "IX_People_Surname",
                table: "People",
                column: "Surname");

            migrationBuilder.CreateIndex(
                name: "IX_PersonNames_PersonId",
                table: "PersonNames",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Places_GroupId_EndedOn",
                table: "Places",
                columns: new[] { "GroupId", "EndedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Places_PersonId",
                table: "Places",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Places_ReferralId",
                table: "Places",
                column: "ReferralId",
                unique: true,
                filter: "EndedOn IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PublicationEvents_PublicationId_Sequence",
                table: "PublicationEvents",
                columns: new[] { "PublicationId", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Publications_ReleaseAt",
                table: "Publications",
                column: "ReleaseAt");

            migrationBuilder.CreateIndex(
                name: "IX_Publications_SeriesId_Number",
                table: "Publications",
                columns: new[] { "SeriesId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_NeedId",
                table: "Referrals",
                column: "NeedId");

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_RegionCode_ProgrammeKey_AcceptedOn_StartedOn_SessionsDoneOn_ReferredOn_Id_PersonId",
                table: "Referrals",
                columns: new[] { "RegionCode", "ProgrammeKey", "AcceptedOn", "StartedOn", "SessionsDoneOn", "ReferredOn", "Id", "PersonId" },
                filter: "EndedOn IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Reports_PersonId",
                table: "Reports",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_RiskConcerns_PersonId",
                table: "RiskConcerns",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_SampledPeople_PersonId",
                table: "SampledPeople",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_SampledPeople_SampleId_PersonId",
                table: "SampledPeople",
                columns: new[] { "SampleId", "PersonId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SessionNotes_PersonId",
                table: "SessionNotes",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_SessionNotes_SessionId_DeliveryId",
                table: "SessionNotes",
                columns: new[] { "SessionId", "DeliveryId" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_DeliveryId",
                table: "Sessions",
                column: "DeliveryId");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_GroupId_On",
                table: "Sessions",
                columns: new[] { "GroupId", "On" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_On",
                table: "Sessions",
                column: "On");

            migrationBuilder.CreateIndex(
                name: "IX_SignInSession_ProviderSession",
                table: "SignInSession",
                column: "ProviderSession");

            migrationBuilder.CreateIndex(
                name: "IX_SignInSession_SeenAt",
                table: "SignInSession",
                column: "SeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_SignInSession_Subject",
                table: "SignInSession",
                column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_SignInSession_Username",
                table: "SignInSession",
                column: "Username");

            migrationBuilder.CreateIndex(
                name: "IX_Staff_Role_RegionCode_PduId",
                table: "Staff",
                columns: new[] { "Role", "RegionCode", "PduId" });

            migrationBuilder.CreateIndex(
                name: "IX_Supervisions_EndedOn_EndsOn",
                table: "Supervisions",
                columns: new[] { "EndedOn", "EndsOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Supervisions_PersonId_EventNumber",
                table: "Supervisions",
                columns: new[] { "PersonId", "EventNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_GroupId_ClosedAt",
                table: "Tasks",
                columns: new[] { "GroupId", "ClosedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_InstanceId_WaitId",
                table: "Tasks",
                columns: new[] { "InstanceId", "WaitId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_NextRungOn",
                table: "Tasks",
                column: "NextRungOn");

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_OwnerCode_ClosedAt_DueOn",
                table: "Tasks",
                columns: new[] { "OwnerCode", "ClosedAt", "DueOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_OwnerRole_RegionCode_DueOn_PduId_OwnerCode_ManagerCode_Kind_Risk_DeliverableUntil_Id",
                table: "Tasks",
                columns: new[] { "OwnerRole", "RegionCode", "DueOn", "PduId", "OwnerCode", "ManagerCode", "Kind", "Risk", "DeliverableUntil", "Id" },
                filter: "ClosedAt IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_PersonId",
                table: "Tasks",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_RegionCode_ClosedAt",
                table: "Tasks",
                columns: new[] { "RegionCode", "ClosedAt" },
                filter: "ClosedAt IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_RegionCode_PduId_Kind_DueOn_OwnerRole_OwnerCode_OpenedOn_OpenedAt_Risk_DeliverableUntil_Id",
                table: "Tasks",
                columns: new[] { "RegionCode", "PduId", "Kind", "DueOn", "OwnerRole", "OwnerCode", "OpenedOn", "OpenedAt", "Risk", "DeliverableUntil", "Id" },
                filter: "ClosedAt IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Toolkits_NeedId",
                table: "Toolkits",
                column: "NeedId");

            migrationBuilder.CreateIndex(
                name: "IX_WorkflowInstances_DefinitionId_DefinitionVersion_Status",
                table: "WorkflowInstances",
                columns: new[] { "DefinitionId", "DefinitionVersion", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_WorkflowInstances_GroupId_Status",
                table: "WorkflowInstances",
                columns: new[] { "GroupId", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_WorkflowInstances_PersonId_Status",
                table: "WorkflowInstances",
                columns: new[] { "PersonId", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_WorkflowJournal_InstanceId_SignalId",
                table: "WorkflowJournal",
                columns: new[] { "InstanceId", "SignalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WorkflowTimers_EndedAt_DueOn",
                table: "WorkflowTimers",
                columns: new[] { "EndedAt", "DueOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ApiRequests");

            migrationBuilder.DropTable(
                name: "Attendance");

            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "AuditHead");

            migrationBuilder.DropTable(
                name: "CatalogueDrafts");

            migrationBuilder.DropTable(
                name: "CatalogueReleases");

            migrationBuilder.DropTable(
                name: "Chases");

            migrationBuilder.DropTable(
                name: "Decisions");

            migrationBuilder.DropTable(
                name: "DomainEvents");

            migrationBuilder.DropTable(
                name: "Drafts");

            migrationBuilder.DropTable(
                name: "EmergencyAccess");

            migrationBuilder.DropTable(
                name: "Enquiries");

            migrationBuilder.DropTable(
                name: "EventDeliveries");

            migrationBuilder.DropTable(
                name: "EventReceivers");

            migrationBuilder.DropTable(
                name: "GroupEvents");

            migrationBuilder.DropTable(
                name: "InspectionJudgements");

            migrationBuilder.DropTable(
                name: "JobRuns");

            migrationBuilder.DropTable(
                name: "Milestones");

            migrationBuilder.DropTable(
                name: "NameSpellings");

            migrationBuilder.DropTable(
                name: "NeedSnapshots");

            migrationBuilder.DropTable(
                name: "NonAssociations");

            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "PartnerConcern");

            migrationBuilder.DropTable(
                name: "PartnerContact");

            migrationBuilder.DropTable(
                name: "PartnerDetails");

            migrationBuilder.DropTable(
                name: "PassedConcerns");

            migrationBuilder.DropTable(
                name: "PersonNames");

            migrationBuilder.DropTable(
                name: "PersonRows");

            migrationBuilder.DropTable(
                name: "Places");

            migrationBuilder.DropTable(
                name: "Profiles");

            migrationBuilder.DropTable(
                name: "PublicationEvents");

            migrationBuilder.DropTable(
                name: "PublicationFiles");

            migrationBuilder.DropTable(
                name: "Referrals");

            migrationBuilder.DropTable(
                name: "RegionDiaries");

            migrationBuilder.DropTable(
                name: "Reports");

            migrationBuilder.DropTable(
                name: "RiskConcerns");

            migrationBuilder.DropTable(
                name: "SampledPeople");

            migrationBuilder.DropTable(
                name: "SessionNotes");

            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropTable(
                name: "SignInSession");

            migrationBuilder.DropTable(
                name: "Staff");

            migrationBuilder.DropTable(
                name: "Supervisions");

            migrationBuilder.DropTable(
                name: "Tasks");

            migrationBuilder.DropTable(
                name: "Toolkits");

            migrationBuilder.DropTable(
                name: "WorkflowInstances");

            migrationBuilder.DropTable(
                name: "WorkflowJournal");

            migrationBuilder.DropTable(
                name: "WorkflowTimers");

            migrationBuilder.DropTable(
                name: "PartnerLinkDuties");

            migrationBuilder.DropTable(
                name: "Publications");

            migrationBuilder.DropTable(
                name: "InspectionSamples");

            migrationBuilder.DropTable(
                name: "Groups");

            migrationBuilder.DropTable(
                name: "Needs");

            migrationBuilder.DropTable(
                name: "Assessments");

            migrationBuilder.DropTable(
                name: "People");
        }
    }
}
