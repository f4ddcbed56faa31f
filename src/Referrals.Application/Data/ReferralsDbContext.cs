using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Catalogues;
using Referrals.Application.Events;
using Referrals.Application.Inspections;
using Referrals.Application.Publishing;
using Referrals.Application.Requests;
using Referrals.Application.Tasks;
using Referrals.Domain;

namespace Referrals.Application.Data;

/// <summary>The one model. Its two subclasses exist so that each provider has migrations of its own.</summary>
public abstract class ReferralsDbContext(DbContextOptions options) : DbContext(options)
{
    private NewRows? newRows;
    private readonly List<Announcement> announced = [];

    public DbSet<Person> People => Set<Person>();
    public DbSet<NameWord> PersonNames => Set<NameWord>();
    public DbSet<NameSpelling> NameSpellings => Set<NameSpelling>();
    public DbSet<Supervision> Supervisions => Set<Supervision>();
    public DbSet<Assessment> Assessments => Set<Assessment>();
    public DbSet<Enquiry> Enquiries => Set<Enquiry>();
    public DbSet<Need> Needs => Set<Need>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<Referral> Referrals => Set<Referral>();
    public DbSet<ToolkitDelivery> Toolkits => Set<ToolkitDelivery>();
    public DbSet<Milestone> Milestones => Set<Milestone>();
    public DbSet<CaseTask> Tasks => Set<CaseTask>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<ChaseSent> Chases => Set<ChaseSent>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<WorkflowInstance> Instances => Set<WorkflowInstance>();
    public DbSet<JournalRow> Journal => Set<JournalRow>();
    public DbSet<TimerRow> Timers => Set<TimerRow>();
    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();
    public DbSet<StaffMember> Staff => Set<StaffMember>();
    public DbSet<JobRun> JobRuns => Set<JobRun>();
    public DbSet<NeedSnapshot> Snapshots => Set<NeedSnapshot>();
    public DbSet<PersonRow> PersonRows => Set<PersonRow>();
    public DbSet<ProgrammeGroup> Groups => Set<ProgrammeGroup>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<GroupEvent> GroupEvents => Set<GroupEvent>();
    public DbSet<RegionDiary> Diaries => Set<RegionDiary>();
    public DbSet<Place> Places => Set<Place>();
    public DbSet<AttendanceRecord> Attendance => Set<AttendanceRecord>();
    public DbSet<SessionNote> SessionNotes => Set<SessionNote>();
    public DbSet<RiskConcern> RiskConcerns => Set<RiskConcern>();
    public DbSet<ProgrammeReport> Reports => Set<ProgrammeReport>();
    public DbSet<DeliveryProfile> Profiles => Set<DeliveryProfile>();
    public DbSet<NonAssociation> NonAssociations => Set<NonAssociation>();
    public DbSet<PartnerLinkDuty> PartnerLinkDuties => Set<PartnerLinkDuty>();
    public DbSet<PassedConcern> PassedConcerns => Set<PassedConcern>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<CatalogueRelease> CatalogueReleases => Set<CatalogueRelease>();
    public DbSet<CatalogueDraft> CatalogueDrafts => Set<CatalogueDraft>();
    public DbSet<Publication> Publications => Set<Publication>();
    public DbSet<PublicationFile> PublicationFiles => Set<PublicationFile>();
    public DbSet<PublicationEvent> PublicationEvents => Set<PublicationEvent>();
    public DbSet<InspectionSample> InspectionSamples => Set<InspectionSample>();
    public DbSet<SampledPerson> SampledPeople => Set<SampledPerson>();
    public DbSet<InspectionJudgement> InspectionJudgements => Set<InspectionJudgement>();
    public DbSet<EmergencyAccess> EmergencyAccess => Set<EmergencyAccess>();
    public DbSet<DomainEvent> DomainEvents => Set<DomainEvent>();
    public DbSet<EventDelivery> EventDeliveries => Set<EventDelivery>();
    public DbSet<EventReceiver> EventReceivers => Set<EventReceiver>();
    public DbSet<ApiRequest> ApiRequests => Set<ApiRequest>();

    /// <summary>The service itself is at work, and no user. Asked by the filter each time a query is run.</summary>
    internal bool Unfiltered => Occasion.Current is not { IsForUser: true };

    /// <summary>Whom the user at the door may be shown. Asked by the filter each time a query is run.</summary>
    internal IReadOnlyCollection<Guid> Shown => Occasion.Current?.Cleared ?? [];

    /// <summary>What the next commit of this context says to the audit log.</summary>
    public AuditTrail Trail { get; } = new();

    /// <summary>Rows that the next commit of this context writes besides those it tracks.</summary>
    internal NewRows NewRows => newRows ??= new NewRows(this);

    internal TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Saves, and writes down in the same transaction who changed which person's case.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (ChangeTracker.AutoDetectChangesEnabled)
            ChangeTracker.DetectChanges();
        if (!Database.IsSqlite())
            NewRows.Track();
        var named = NameIndex.Of(this);
        var lines = Trail.Lines(this);
        if (lines.Count == 0 && NewRows.IsEmpty)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        var rows = 0;
        var detects = ChangeTracker.AutoDetectChangesEnabled;
        // They were detected above; to look a second time is what a large commit would spend most on.
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            await InTransaction(async () =>
            {
                rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken);
                NewRows.Insert();
                await NameIndex.Write(this, named, cancellationToken);
                if (lines.Count > 0)
                    await AuditChain.Append(this, lines, Time.GetUtcNow(), cancellationToken);
                // A milestone has its line of the log: the head is locked, and events come in the order of the commits.
                await EventLog.Append(this, announced, cancellationToken);
            }, cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detects;
        }

        if (acceptAllChangesOnSuccess)
            ChangeTracker.AcceptAllChanges();
        Trail.Saved();
        NewRows.Clear();
        announced.Clear();
        return rows;
    }

    /// <exception cref="NotSupportedException">Something of a case would be saved: that is done asynchronously, with its line of the audit log.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        ChangeTracker.DetectChanges();
        return Trail.Lines(this).Count == 0 && NewRows.IsEmpty ? base.SaveChanges(acceptAllChangesOnSuccess) : throw new NotSupportedException("Changes of a case are saved by SaveChangesAsync.");
    }

    /// <summary>A milestone of the next commit, which the outside may be told of.</summary>
    internal void Announce(Announcement announcement) => announced.Add(announcement);

    /// <summary>Writes lines that belong to no change, in a commit of their own.</summary>
    internal Task Append(IReadOnlyList<AuditLine> lines, DateTimeOffset at) =>
        InTransaction(() => AuditChain.Append(this, lines, at, CancellationToken.None), CancellationToken.None);

    /// <inheritdoc />
    public override void Dispose()
    {
        Trail.Clear();
        newRows?.Clear();
        announced.Clear();
        base.Dispose();
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        Trail.Clear();
        newRows?.Clear();
        announced.Clear();
        return base.DisposeAsync();
    }

    private async Task InTransaction(Func<Task> work, CancellationToken cancellation)
    {
        if (Database.CurrentTransaction is not null)
        {
            await work();
            return;
        }

        await Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            var savepoints = Database.AutoSavepointsEnabled;
            Database.AutoSavepointsEnabled = false;
            try
            {
                await using var transaction = await Database.BeginTransactionAsync(cancellation);
                await work();
                await transaction.CommitAsync(cancellation);
            }
            finally
            {
                Database.AutoSavepointsEnabled = savepoints;
            }
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().HaveMaxLength(200);
        configurationBuilder.Properties<Sex>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<RiskLevel>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<PniPathway>().HaveConversion<string>().HaveMaxLength(30);
        configurationBuilder.Properties<EnquiryKind>().HaveConversion<string>().HaveMaxLength(30);
        configurationBuilder.Properties<Cohort>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<SessionKind>().HaveConversion<string>().HaveMaxLength(20);
        configurationBuilder.Properties<AttendanceOutcome>().HaveConversion<string>().HaveMaxLength(30);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Person>(e =>
        {
            e.ToTable("People");
            // Nobody is read for a user who was not cleared for that user: a forgotten question shows nobody (docs/adr/0015).
            e.HasQueryFilter(PeopleQueries.Cleared, p => Unfiltered || Shown.Contains(p.Id));
            e.Property(p => p.Crn).HasMaxLength(20);
            e.HasIndex(p => p.Crn).IsUnique();
            e.HasIndex(p => new { p.RegionCode, p.PduId });
            // With the name, so that who a code is need not be read off everybody they hold.
            if (Database.IsSqlServer())
                e.HasIndex(p => p.PractitionerCode).IncludeProperties(p => p.PractitionerName!);
            else
                e.HasIndex(p => new { p.PractitionerCode, p.PractitionerName });
            e.HasIndex(p => p.Surname);
            // Words of the sources, whose length nobody promised.
            Long(e.Property(p => p.SourceArea));
            Long(e.Property(p => p.TeamName));
            Long(e.Property(p => p.PractitionerName));
            Json(e.Property(p => p.Flags));
            e.Property(p => p.Version).IsConcurrencyToken();
            e.Ignore(p => p.LatestAssessment);
            e.Ignore(p => p.CurrentSupervision);
            e.Ignore(p => p.DisplayName);
            e.Ignore(p => p.FlagCodes);
            e.HasMany(p => p.Supervisions).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.Assessments).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.Enquiries).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.Needs).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.Milestones).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.Places).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.Attendance).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.Reports).WithOne().HasForeignKey(s => s.PersonId);
            e.HasMany(p => p.PartnerLinkDuties).WithOne().HasForeignKey(s => s.PersonId);
        });
        Names(modelBuilder);
        Delivery(modelBuilder);
        PartnerLink(modelBuilder);
        modelBuilder.Entity<Supervision>(e =>
        {
            e.HasIndex(s => new { s.PersonId, s.EventNumber }).IsUnique();
            e.HasIndex(s => new { s.EndedOn, s.EndsOn });
            Long(e.Property(s => s.Description));
            Json(e.Property(s => s.Requirements));
            Json(e.Property(s => s.Offences));
        });
        modelBuilder.Entity<Assessment>(e =>
        {
            e.HasIndex(a => a.PersonId);
            e.HasIndex(a => new { a.AssessedOn, a.PersonId });
            e.Property(a => a.Wanted).HasMaxLength(20);
            Long(e.Property(a => a.Details));
            Long(e.Property(a => a.Analysis));
            Long(e.Property(a => a.AnalysisBy));
        });
        modelBuilder.Entity<Enquiry>(e =>
        {
            e.HasIndex(q => new { q.PersonId, q.Kind });
            Long(e.Property(q => q.AskedOf));
            Long(e.Property(q => q.Question));
            Long(e.Property(q => q.Answer));
        });
        modelBuilder.Entity<Need>(e =>
        {
            e.HasIndex(n => n.Reference).IsUnique();
            e.HasIndex(n => n.PersonId);
            e.HasOne<Assessment>().WithMany().HasForeignKey(n => n.AssessmentId).OnDelete(DeleteBehavior.NoAction);
            e.Ignore(n => n.LatestDecision);
            e.Ignore(n => n.LiveReferral);
            e.Ignore(n => n.LiveToolkit);
            e.Ignore(n => n.IsOpen);
            e.HasMany(n => n.Decisions).WithOne().HasForeignKey(d => d.NeedId);
            e.HasMany(n => n.Referrals).WithOne().HasForeignKey(d => d.NeedId);
            e.HasMany(n => n.Toolkits).WithOne().HasForeignKey(d => d.NeedId);
        });
        modelBuilder.Entity<Decision>(e =>
        {
            e.HasIndex(d => new { d.NeedId, d.Number }).IsUnique();
            e.Ignore(d => d.Stands);
            Long(e.Property(d => d.Recommendation));
            Long(e.Property(d => d.Words));
            Long(e.Property(d => d.RejectionWords));
        });
        modelBuilder.Entity<Referral>(e =>
        {
            Long(e.Property(r => r.QueueWords));
            e.Property(r => r.RegionCode).HasMaxLength(10);
            // What is live in a region, by stage and in order, without reading anybody.
            e.HasIndex(r => new { r.RegionCode, r.ProgrammeKey, r.AcceptedOn, r.StartedOn, r.SessionsDoneOn, r.ReferredOn, r.Id, r.PersonId }).HasFilter("EndedOn IS NULL");
        });
        modelBuilder.Entity<ToolkitDelivery>().ToTable("Toolkits");
        modelBuilder.Entity<Milestone>(e =>
        {
            e.HasIndex(m => new { m.PersonId, m.On });
            e.Property(m => m.Kind).HasMaxLength(40);
            e.Ignore(m => m.Counts);
            Long(e.Property(m => m.Words));
        });
        modelBuilder.Entity<CaseTask>(e =>
        {
            e.ToTable("Tasks");
            e.HasIndex(t => new { t.InstanceId, t.WaitId }).IsUnique();
            e.HasIndex(t => new { t.OwnerCode, t.ClosedAt, t.DueOn });
            // A role's open tasks in a region and all that is open there, counted and put in order off the index alone.
            e.HasIndex(t => new { t.OwnerRole, t.RegionCode, t.DueOn, t.PduId, t.OwnerCode, t.ManagerCode, t.Kind, t.Risk, t.DeliverableUntil, t.Id }).HasFilter("ClosedAt IS NULL");
            e.HasIndex(t => new { t.RegionCode, t.PduId, t.Kind, t.DueOn, t.OwnerRole, t.OwnerCode, t.OpenedOn, t.OpenedAt, t.Risk, t.DeliverableUntil, t.Id }).HasFilter("ClosedAt IS NULL");
            e.HasIndex(t => t.NextRungOn);
            // What was settled in a region, for the lines that empty and the process map.
            e.HasIndex(t => new { t.RegionCode, t.ClosedAt }).HasFilter("ClosedAt IS NOT NULL");
            e.HasIndex(t => t.PersonId);
            e.HasIndex(t => new { t.GroupId, t.ClosedAt });
            e.Property(t => t.WaitId).HasMaxLength(100);
            e.Property(t => t.Kind).HasMaxLength(100);
            e.Property(t => t.RegionCode).HasMaxLength(10);
            e.Property(t => t.OwnerRole).HasMaxLength(40);
            Long(e.Property(t => t.SnoozeWords));
            e.Property(t => t.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Draft>(e =>
        {
            e.HasKey(d => new { d.TaskId, d.Username });
            e.HasIndex(d => d.SavedAt);
            Long(e.Property(d => d.Answers));
        });
        modelBuilder.Entity<ChaseSent>(e =>
        {
            e.ToTable("Chases");
            e.HasKey(c => new { c.TaskId, c.Rung });
            e.HasIndex(c => c.On);
            Long(e.Property(c => c.Wording));
            Long(e.Property(c => c.Told));
        });
        modelBuilder.Entity<Notice>(e =>
        {
            e.HasKey(n => new { n.TaskId, n.Rung, n.Addressee });
            e.Property(n => n.Addressee).HasMaxLength(100);
            e.HasIndex(n => new { n.DigestKey, n.Addressee });
        });
        modelBuilder.Entity<WorkflowInstance>(e =>
        {
            e.ToTable("WorkflowInstances");
            e.Property(i => i.DefinitionId).HasMaxLength(100);
            e.Property(i => i.Status).HasMaxLength(20);
            e.HasIndex(i => new { i.PersonId, i.Status });
            e.HasIndex(i => new { i.GroupId, i.Status });
            e.HasIndex(i => new { i.DefinitionId, i.DefinitionVersion, i.Status });
            // By its property: the text is made when it is asked for.
            Long(e.Property(i => i.State).UsePropertyAccessMode(PropertyAccessMode.Property));
            e.Ignore(i => i.Standing);
            e.Property(i => i.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<JournalRow>(e =>
        {
            e.ToTable("WorkflowJournal");
            e.HasKey(j => new { j.InstanceId, j.Sequence });
            e.Property(j => j.SignalId).HasMaxLength(150);
            e.HasIndex(j => new { j.InstanceId, j.SignalId }).IsUnique();
            Long(e.Property(j => j.Entry));
        });
        modelBuilder.Entity<TimerRow>(e =>
        {
            e.ToTable("WorkflowTimers");
            e.HasKey(t => new { t.InstanceId, t.WaitId });
            e.Property(t => t.WaitId).HasMaxLength(100);
            e.HasIndex(t => new { t.EndedAt, t.DueOn });
        });
        modelBuilder.Entity<OutboxMessage>(e =>
        {
            e.ToTable("Outbox");
            e.HasIndex(m => m.Key).IsUnique();
            e.HasIndex(m => new { m.DeliveredAt, m.UndeliverableAt, m.WithdrawnAt, m.NextAttemptAt });
            Long(e.Property(m => m.Body));
            Long(e.Property(m => m.LastError));
        });
        modelBuilder.Entity<StaffMember>(e =>
        {
            e.ToTable("Staff");
            e.HasKey(s => s.Code);
            e.Property(s => s.Code).HasMaxLength(40);
            e.Property(s => s.Version).IsConcurrencyToken();
            e.HasIndex(s => new { s.Role, s.RegionCode, s.PduId });
        });
        modelBuilder.Entity<JobRun>(e =>
        {
            e.HasKey(r => r.Job);
            e.Property(r => r.Job).HasMaxLength(60);
            Long(e.Property(r => r.Summary));
            Long(e.Property(r => r.Error));
        });
        modelBuilder.Entity<NeedSnapshot>(e =>
        {
            e.ToTable("NeedSnapshots");
            e.HasKey(s => s.NeedId);
            e.HasIndex(s => s.PersonId);
            e.HasIndex(s => new { s.AssessedOn, s.RegionCode, s.PduId });
            // What is open in a unit, by whom and how high its risk is, counted off the index alone.
            e.HasIndex(s => new { s.RegionCode, s.PduId, s.PractitionerCode, s.SaraPartner, s.SaraOthers, s.PersonId }).HasFilter("ClosedOn IS NULL");
        });
        modelBuilder.Entity<PersonRow>(e =>
        {
            e.ToTable("PersonRows");
            e.HasKey(r => r.PersonId);
            Long(e.Property(r => r.Facts));
        });
        modelBuilder.Entity<CatalogueRelease>(e =>
        {
            e.ToTable(AppendOnly.Releases);
            e.HasKey(r => new { r.Name, r.Version });
            e.Property(r => r.Name).HasMaxLength(40);
            e.Ignore(r => r.Text);
            Long(e.Property(r => r.Json));
            Long(e.Property(r => r.Words));
        });
        modelBuilder.Entity<CatalogueDraft>(e =>
        {
            e.HasKey(d => d.Name);
            e.Property(d => d.Name).HasMaxLength(40);
            e.Property(d => d.Version).IsConcurrencyToken();
            Long(e.Property(d => d.Json));
        });
        Audit(modelBuilder);
        Published(modelBuilder);
        Inspections(modelBuilder);
        Elapsed.Map(modelBuilder, ticks: Database.IsSqlite());
        Outside(modelBuilder);
        // Keys are made by Ids.New before anything is saved, so that one commit can hold everything that refers to them.
        // Types that the conventions have yet to drop (the records inside JSON columns) have no key.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.FindPrimaryKey()?.Properties ?? []))
            property.ValueGenerated = ValueGenerated.Never;
    }

    /// <summary>What people are found by; written by <see cref="NameIndex"/> alone.</summary>
    private void Names(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<NameWord>(e =>
        {
            e.ToTable("PersonNames");
            e.HasKey(n => new { n.RegionCode, n.Word, n.PersonId });
            e.HasIndex(n => n.PersonId);
            e.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId);
            e.HasQueryFilter(PeopleQueries.Cleared, n => Unfiltered || Shown.Contains(n.PersonId));
            e.Property(n => n.RegionCode).HasMaxLength(10);
            Exactly(e.Property(n => n.Word).HasMaxLength(NameWords.Longest));
        });
        modelBuilder.Entity<NameSpelling>(e =>
        {
            e.ToTable("NameSpellings");
            e.HasKey(s => new { s.Key, s.Word });
            Exactly(e.Property(s => s.Key).HasMaxLength(NameWords.Longest + 1));
            Exactly(e.Property(s => s.Word).HasMaxLength(NameWords.Longest));
        });

        // Letter for letter, as SQLite compares: what differs here differs there.
        void Exactly(PropertyBuilder<string> word)
        {
            if (!Database.IsSqlite())
                word.UseCollation("Latin1_General_100_BIN2");
        }
    }

    private static void Delivery(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ProgrammeGroup>(e =>
        {
            e.ToTable("Groups");
            e.Property(g => g.Code).HasMaxLength(40);
            e.HasIndex(g => new { g.RegionCode, g.Code }).IsUnique();
            e.HasIndex(g => new { g.RegionCode, g.PduId, g.ClosedOn });
            e.HasIndex(g => g.CalendarKey).IsUnique();
            Json(e.Property(g => g.Slots));
            Json(e.Property(g => g.Closures));
            Json(e.Property(g => g.Facilitators));
            Json(e.Property(g => g.Cover));
            e.Property(g => g.Version).IsConcurrencyToken();
            e.HasMany(g => g.Sessions).WithOne().HasForeignKey(s => s.GroupId);
        });
        modelBuilder.Entity<Session>(e =>
        {
            e.HasIndex(s => new { s.GroupId, s.On });
            e.HasIndex(s => s.On);
            e.HasIndex(s => s.DeliveryId);
            e.Property(s => s.TemplateKey).HasMaxLength(80);
            Json(e.Property(s => s.Facilitators));
            Long(e.Property(s => s.NotHeldWords));
            e.Ignore(s => s.IsToCome);
        });
        modelBuilder.Entity<RegionDiary>(e =>
        {
            e.ToTable("RegionDiaries");
            e.HasKey(d => d.RegionCode);
            e.Property(d => d.RegionCode).HasMaxLength(10);
            e.Property(d => d.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<GroupEvent>(e =>
        {
            e.HasIndex(v => v.GroupId);
            e.HasOne<ProgrammeGroup>().WithMany().HasForeignKey(v => v.GroupId);
            e.Property(v => v.Kind).HasMaxLength(40);
            Long(e.Property(v => v.What));
            Long(e.Property(v => v.Words));
        });
        modelBuilder.Entity<Place>(e =>
        {
            e.HasIndex(p => p.PersonId);
            e.HasIndex(p => new { p.GroupId, p.EndedOn });
            // A referral has one place at a time, whoever gives it and however many at once.
            e.HasIndex(p => p.ReferralId).IsUnique().HasFilter("EndedOn IS NULL");
            e.HasOne<ProgrammeGroup>().WithMany().HasForeignKey(p => p.GroupId).OnDelete(DeleteBehavior.NoAction);
            Json(e.Property(p => p.Overrides));
        });
        modelBuilder.Entity<AttendanceRecord>(e =>
        {
            e.ToTable("Attendance");
            e.HasIndex(a => a.PersonId);
            e.HasIndex(a => a.DeliveryId);
            // One answer for one person in one session; what it replaced stays beside it.
            e.HasIndex(a => new { a.SessionId, a.DeliveryId }).IsUnique().HasFilter("ReplacedById IS NULL AND SessionId IS NOT NULL");
            e.Property(a => a.TemplateKey).HasMaxLength(80);
            Long(e.Property(a => a.Words));
            Long(e.Property(a => a.CorrectionWords));
        });
        modelBuilder.Entity<SessionNote>(e =>
        {
            e.HasIndex(n => new { n.SessionId, n.DeliveryId });
            e.HasIndex(n => n.PersonId);
            e.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId);
            Long(e.Property(n => n.Covered));
            Long(e.Property(n => n.Engagement));
            Long(e.Property(n => n.Homework));
        });
        modelBuilder.Entity<RiskConcern>(e =>
        {
            e.HasIndex(c => c.PersonId);
            e.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId);
            Long(e.Property(c => c.Words));
            Long(e.Property(c => c.Response));
        });
        modelBuilder.Entity<ProgrammeReport>(e =>
        {
            e.HasKey(r => r.ReferralId);
            e.HasIndex(r => r.PersonId);
            e.Property(r => r.Version).IsConcurrencyToken();
            Json(e.Property(r => r.Answers));
        });
        modelBuilder.Entity<DeliveryProfile>(e =>
        {
            e.HasKey(p => p.PersonId);
            e.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId);
            Json(e.Property(p => p.Availability));
            Json(e.Property(p => p.CanReach));
            Json(e.Property(p => p.CannotReach));
            Json(e.Property(p => p.LearningNeedHistory));
            Long(e.Property(p => p.Motivation));
            Long(e.Property(p => p.AccessNeeds));
        });
        modelBuilder.Entity<NonAssociation>(e =>
        {
            e.HasIndex(n => n.PersonId);
            e.HasIndex(n => n.OtherPersonId);
            e.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId).OnDelete(DeleteBehavior.NoAction);
            e.HasOne<Person>().WithMany().HasForeignKey(n => n.OtherPersonId).OnDelete(DeleteBehavior.NoAction);
            Long(e.Property(n => n.Why));
            Long(e.Property(n => n.EndedWhy));
        });
    }

    /// <summary>Tables behind the wall have no set here: only the partner link service asks for them.</summary>
    private static void PartnerLink(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PartnerLinkDuty>(e =>
        {
            e.HasIndex(d => d.PersonId);
            e.HasIndex(d => d.ReferralId).IsUnique().HasFilter("EndedOn IS NULL");
            e.HasIndex(d => new { d.RegionCode, d.EndedOn, d.MetOn, d.DueOn });
            e.Property(d => d.RegionCode).HasMaxLength(10);
        });
        modelBuilder.Entity<PartnerDetails>(e =>
        {
            e.HasKey(d => d.DutyId);
            e.HasIndex(d => d.WorkerCode);
            e.HasOne<PartnerLinkDuty>().WithMany().HasForeignKey(d => d.DutyId);
            e.Property(d => d.Version).IsConcurrencyToken();
            Long(e.Property(d => d.Contact));
            Long(e.Property(d => d.SafeContact));
            Long(e.Property(d => d.Notes));
        });
        modelBuilder.Entity<PartnerContact>(e =>
        {
            e.HasIndex(c => c.DutyId);
            e.HasOne<PartnerLinkDuty>().WithMany().HasForeignKey(d => d.DutyId);
            Long(e.Property(c => c.Words));
        });
        modelBuilder.Entity<PartnerConcern>(e =>
        {
            e.HasIndex(c => c.DutyId);
            e.HasOne<PartnerLinkDuty>().WithMany().HasForeignKey(d => d.DutyId);
            Long(e.Property(c => c.Words));
        });
        modelBuilder.Entity<PassedConcern>(e =>
        {
            e.HasIndex(c => c.PersonId);
            e.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId);
            Long(e.Property(c => c.Words));
            Json(e.Property(c => c.To));
            Json(e.Property(c => c.ReadBy));
        });
    }

    /// <summary>The log has no way to be changed: what is in the tables is added by <see cref="AuditChain"/>, and triggers refuse the rest (<see cref="AppendOnly"/>).</summary>
    private static void Audit(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AuditEntry>(e =>
        {
            e.ToTable(AppendOnly.Entries);
            e.Property(a => a.Role).HasMaxLength(40);
            e.Property(a => a.RegionCode).HasMaxLength(10);
            e.Property(a => a.What).HasMaxLength(20);
            e.Property(a => a.Crn).HasMaxLength(20);
            e.Property(a => a.Reference).HasMaxLength(40);
            e.Property(a => a.Detail).HasMaxLength(AuditEntry.LongestDetail);
            e.Property(a => a.PreviousHash).HasMaxLength(64).IsUnicode(false);
            e.Property(a => a.Hash).HasMaxLength(64).IsUnicode(false);
            e.HasIndex(a => new { a.PersonId, a.Id });
            e.HasIndex(a => new { a.Crn, a.Id });
            e.HasIndex(a => new { a.Username, a.Id });
            e.HasIndex(a => a.At);
        });
        modelBuilder.Entity<EmergencyAccess>(e =>
        {
            e.HasIndex(a => new { a.Username, a.PersonId, a.Until });
            e.HasIndex(a => a.PersonId);
            e.HasOne<Person>().WithMany().HasForeignKey(a => a.PersonId);
            Long(e.Property(a => a.Reason));
            Long(e.Property(a => a.CheckedWords));
        });
        modelBuilder.Entity<SignInSession>(e =>
        {
            e.HasKey(s => s.KeyHash);
            e.Property(s => s.KeyHash).HasMaxLength(64).IsUnicode(false);
            e.HasIndex(s => s.Username);
            e.HasIndex(s => s.ProviderSession);
            e.HasIndex(s => s.Subject);
            e.HasIndex(s => s.SeenAt);
            Long(e.Property(s => s.Ticket));
        });
        modelBuilder.Entity<AuditHead>(e =>
        {
            e.ToTable(AppendOnly.Head);
            e.Property(h => h.Hash).HasMaxLength(64).IsUnicode(false);
            e.HasData(new AuditHead { Id = 1, Count = 0, Hash = AuditEntry.Beginning });
        });
    }

    /// <summary>What was published. Triggers refuse to change it (<see cref="AppendOnly"/>), and it is about nobody.</summary>
    private static void Published(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Publication>(e =>
        {
            e.ToTable(AppendOnly.Publications);
            // Two who revise the same number at once make one revision.
            e.HasIndex(p => new { p.SeriesId, p.Number }).IsUnique();
            e.HasIndex(p => p.ReleaseAt);
            e.Property(p => p.Checksum).HasMaxLength(64).IsUnicode(false);
            e.Property(p => p.Family).HasMaxLength(60);
            e.Property(p => p.Cohort).HasMaxLength(40);
            Long(e.Property(p => p.Summary));
            Long(e.Property(p => p.Changed));
            Long(e.Property(p => p.Definitions));
            Long(e.Property(p => p.Breakdowns));
        });
        modelBuilder.Entity<PublicationFile>(e =>
        {
            e.ToTable(AppendOnly.PublicationFiles);
            e.HasKey(f => new { f.PublicationId, f.Name });
            e.HasOne<Publication>().WithMany().HasForeignKey(f => f.PublicationId).OnDelete(DeleteBehavior.NoAction);
            e.Property(f => f.Name).HasMaxLength(60);
            e.Property(f => f.Checksum).HasMaxLength(64).IsUnicode(false);
        });
        modelBuilder.Entity<PublicationEvent>(e =>
        {
            e.ToTable(AppendOnly.PublicationEvents);
            e.HasIndex(v => new { v.PublicationId, v.Sequence }).IsUnique();
            e.HasOne<Publication>().WithMany().HasForeignKey(v => v.PublicationId).OnDelete(DeleteBehavior.NoAction);
            e.Property(v => v.Kind).HasMaxLength(30);
            Long(e.Property(v => v.Words));
        });
    }

    /// <summary>Samples of people and what inspectors found of them.</summary>
    private static void Inspections(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<InspectionSample>(e =>
        {
            e.ToTable("InspectionSamples");
            e.Property(s => s.Title).HasMaxLength(InspectionSample.LongestTitle);
            e.Property(s => s.Version).IsConcurrencyToken();
            e.Property(s => s.Regions).HasMaxLength(60);
            e.Property(s => s.FrameChecksum).HasMaxLength(64).IsUnicode(false);
            Long(e.Property(s => s.Strata));
        });
        modelBuilder.Entity<SampledPerson>(e =>
        {
            e.ToTable("SampledPeople");
            e.HasKey(p => new { p.SampleId, p.Number });
            e.HasIndex(p => new { p.SampleId, p.PersonId }).IsUnique();
            e.HasIndex(p => p.PersonId);
            e.HasOne<InspectionSample>().WithMany().HasForeignKey(p => p.SampleId).OnDelete(DeleteBehavior.NoAction);
            e.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId).OnDelete(DeleteBehavior.NoAction);
            e.Property(p => p.Stratum).HasMaxLength(10);
        });
        modelBuilder.Entity<InspectionJudgement>(e =>
        {
            e.ToTable("InspectionJudgements");
            e.HasIndex(j => new { j.SampleId, j.PersonId, j.Sequence }).IsUnique();
            e.HasIndex(j => j.PersonId);
            e.HasOne<InspectionSample>().WithMany().HasForeignKey(j => j.SampleId).OnDelete(DeleteBehavior.NoAction);
            e.HasOne<Person>().WithMany().HasForeignKey(j => j.PersonId).OnDelete(DeleteBehavior.NoAction);
            e.Property(j => j.Measure).HasMaxLength(40);
            e.Property(j => j.Answer).HasMaxLength(20);
            Long(e.Property(j => j.Words));
        });
    }

    /// <summary>What services outside are told, and what programs asked of the API. Rows of it belong to no person: they name nobody, and are no change of a case.</summary>
    private static void Outside(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DomainEvent>(e =>
        {
            e.Property(v => v.Type).HasMaxLength(60);
            e.Property(v => v.Subject).HasMaxLength(20);
            e.Property(v => v.Reference).HasMaxLength(20);
            e.HasIndex(v => v.OccurredAt);
        });
        modelBuilder.Entity<EventDelivery>(e =>
        {
            e.HasKey(d => new { d.Receiver, d.EventId });
            e.Property(d => d.Receiver).HasMaxLength(40);
            e.HasIndex(d => new { d.Receiver, d.DoneAt, d.NextAttemptAt });
            e.HasIndex(d => new { d.Receiver, d.OrderedBy, d.EventId });
            e.HasIndex(d => d.EventId);
        });
        modelBuilder.Entity<EventReceiver>(e =>
        {
            e.HasKey(r => r.Name);
            e.Property(r => r.Name).HasMaxLength(40);
            // Two nodes do not take up the same events.
            e.Property(r => r.TakenUpTo).IsConcurrencyToken();
        });
        modelBuilder.Entity<ApiRequest>(e =>
        {
            e.HasKey(r => new { r.Caller, r.Key });
            e.Property(r => r.Key).HasMaxLength(100);
            e.Property(r => r.Fingerprint).HasMaxLength(64).IsUnicode(false);
            e.HasIndex(r => r.StartedAt);
            Long(e.Property(r => r.Body));
        });
    }

    private static void Long(PropertyBuilder property) => property.HasMaxLength(-1);

    private static void Json<T>(PropertyBuilder<List<T>?> property)
    {
        property.HasConversion(
            list => list == null ? null : JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
            text => text == null ? null : JsonSerializer.Deserialize<List<T>>(text, JsonSerializerOptions.Default),
            new ValueComparer<List<T>?>(
                (a, b) => a == null ? b == null : b != null && a.SequenceEqual(b),
                list => list == null ? 0 : list.Count,
                list => list == null ? null : list.ToList()));
        property.HasMaxLength(-1);
    }

}

public sealed class SqliteReferralsDbContext(DbContextOptions<SqliteReferralsDbContext> options) : ReferralsDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQLite has no type for an instant; ticks sort and compare as time does.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        at => at.UtcTicks,
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}

public sealed class SqlServerReferralsDbContext(DbContextOptions<SqlServerReferralsDbContext> options) : ReferralsDbContext(options);
