using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Administration;
using Referrals.Application.Audit;
using Referrals.Application.Catalogues;
using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Enquiries;
using Referrals.Application.Handovers;
using Referrals.Application.Demonstration;
using Referrals.Application.Events;
using Referrals.Application.Extracts;
using Referrals.Application.Import;
using Referrals.Application.Inspections;
using Referrals.Application.Jobs;
using Referrals.Application.Messages;
using Referrals.Application.PartnerLink;
using Referrals.Application.People;
using Referrals.Application.Staff;
using Referrals.Application.Publishing;
using Referrals.Application.Referring;
using Referrals.Application.Requests;
using Referrals.Application.Statistics;
using Referrals.Application.SubjectAccess;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application;

/// <summary>Configuration section <c>Referrals</c>, the parts that have no section of their own.</summary>
public sealed class ReferralsOptions
{
    public const string Section = "Referrals";

    /// <summary>The folder that holds <c>definitions</c> and <c>catalogue</c>; empty means the one shipped beside the program.</summary>
    public string Workflows { get; set; } = "";

    /// <summary>The engine that new workflow instances start on: <c>Embedded</c>, or <c>Elsa</c> where the service was built with it.</summary>
    public string Engine { get; set; } = Engines.Embedded;

    public string WorkflowsFolder => Workflows.Length > 0 ? Workflows : Path.Combine(AppContext.BaseDirectory, "workflows");
}

public static class ReferralsServices
{
    /// <summary>Everything the service, the command line and the tests share. The caller may register another <see cref="TimeProvider"/> first.</summary>
    public static IServiceCollection AddReferrals(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(s => new DatabaseFactory(s.GetRequiredService<Microsoft.Extensions.Options.IOptions<DatabaseOptions>>().Value, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Migrator>();

        // Not bound: the folder is the value of a key that has the engine below it.
        var options = new ReferralsOptions
        {
            Workflows = configuration[$"{ReferralsOptions.Section}:Workflows"] ?? configuration[$"{ReferralsOptions.Section}:Workflows:Folder"] ?? "",
            Engine = configuration[$"{ReferralsOptions.Section}:Workflows:Engine"] ?? Engines.Embedded,
        };
        services.AddSingleton(options);
        services.AddSingleton(s => new CatalogueSource(CatalogueReader.Files(Path.Combine(options.WorkflowsFolder, "catalogue")), s.GetRequiredService<DatabaseFactory>));
        services.AddSingleton<CatalogueService>();
        foreach (var step in Implementations(typeof(IStep)))
            services.AddSingleton(typeof(IStep), step);
        foreach (var wait in Implementations(typeof(TaskWait)))
            services.AddSingleton(typeof(TaskWait), wait);
        services.AddSingleton<ActivityLibrary>();
        services.AddSingleton(s =>
        {
            var (definitions, problems) = Definitions.Read(Path.Combine(options.WorkflowsFolder, "definitions"), s.GetRequiredService<ActivityLibrary>(), s.GetRequiredService<CatalogueSource>().Current);
            return definitions ?? throw new WorkflowException("The workflow definitions have problems:\n" + string.Join("\n", problems));
        });
        services.AddSingleton(s => new Engines(options.Engine, s.GetRequiredService<ActivityLibrary>().Types));
        services.AddSingleton<IWorkflowEngine>(s => s.GetRequiredService<Engines>());
        services.AddSingleton<WorkflowHost>();
        services.AddExclusions(configuration);
        services.AddSingleton<SignInSessions>();
        services.AddSingleton<Changes>();
        services.AddSingleton<AuditWriter>();
        services.AddSingleton<AuditLog>();

        services.AddSingleton<CaseImporter>();
        services.AddCaseSources(configuration);
        services.AddSingleton<TaskService>();
        services.AddSingleton<ToDoService>();
        services.AddSingleton<WorkloadService>();
        services.AddSingleton<WeekAheadService>();
        services.AddSingleton<HandoverService>();
        services.AddEnquiries(configuration);
        services.AddSingleton<DraftService>();
        services.AddSingleton<ApprovalService>();
        services.AddSingleton<PersonService>();
        services.AddSingleton<StaffDirectory>();
        services.AddSingleton<InstanceMoves>();
        services.AddSingleton<DemonstrationSeeder>();
        services.AddSingleton<NationSeeder>();
        services.AddSingleton<StatisticsRows>();
        services.AddSingleton<MeasureService>();
        services.AddSingleton<StatisticsService>();
        services.AddSingleton<PublishingService>();
        services.AddSingleton<InspectionService>();
        services.AddSingleton<SubjectAccessService>();
        services.AddOptions<ExtractOptions>().Bind(configuration.GetSection(ExtractOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ExtractService>();
        services.AddSingleton<ReferralService>();
        services.AddSingleton<GroupService>();
        services.AddSingleton<WaitingListService>();
        services.AddSingleton<RegisterService>();
        services.AddSingleton<ConcernService>();
        services.AddSingleton<ReportService>();
        services.AddSingleton<ToolkitService>();
        services.AddSingleton<ProfileService>();
        services.AddSingleton<CorrectionService>();
        services.AddSingleton<GroupCalendar>();
        services.AddSingleton<DiaryService>();
        services.AddSingleton<DropOutService>();
        services.AddSingleton<PartnerLinkService>();
        services.AddSingleton<PassedConcernService>();
        services.AddSingleton<UnownedDuties>();
        services.AddSingleton<ProcessMap>();
        services.AddSingleton<DryRun>();
        services.AddSingleton<AdministrationService>();
        services.AddSingleton<ChaseReport>();
        services.AddSingleton<ChaseSweep>();
        services.AddSingleton<DigestText>();
        services.AddSingleton<DigestJob>();
        services.AddMessages(configuration);
        services.AddSingleton<Dispatch>();
        services.AddSingleton<IValidateOptions<EventOptions>, EventOptionsCheck>();
        services.AddOptions<EventOptions>().Bind(configuration.GetSection(EventOptions.Section)).ValidateOnStart();
        // No redirect is followed: what is signed for one address goes to no other.
        services.AddHttpClient(EventDispatch.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }).RemoveAllLoggers();
        services.AddSingleton<EventDispatch>();
        services.AddSingleton<EventService>();
        services.AddSingleton<RequestKeys>();
        services.AddSingleton<JobRunner>();
        foreach (var job in Implementations(typeof(IJob)))
            services.AddSingleton(typeof(IJob), job);
        return services;
    }

    private static IEnumerable<Type> Implementations(Type contract) =>
        typeof(ReferralsServices).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(contract));
}
