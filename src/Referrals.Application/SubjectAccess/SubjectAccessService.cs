using System.Linq.Expressions;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.SubjectAccess;

/// <summary>
/// Everything held on one person, for a request under article 15 of the UK GDPR: every table of the model whose rows lead to a person by one of the keys below, so that
/// a new table is in it without being named. What belongs to no one person is named in <see cref="OfNobody"/>, with why; what lies behind the wall (docs/adr/0011) is left
/// out: that there is a partner, and what was said, can harm them. Somebody reads it for others' details before it is given.
/// </summary>
public sealed class SubjectAccessService(DatabaseFactory factory, AuditWriter audit, TimeProvider time)
{
    private const string PartnerLink = "partner-link";

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The keys that lead to a person, the nearest first.</summary>
    private static readonly string[] s_keys = [nameof(Milestone.PersonId), nameof(Decision.NeedId), nameof(ChaseSent.TaskId), nameof(JournalRow.InstanceId), nameof(AttendanceRecord.DeliveryId), "SubjectId"];

    /// <summary>Another person's, or how the machine stands.</summary>
    private static readonly HashSet<(string Table, string Column)> s_leftOut =
    [
        (nameof(NonAssociation), nameof(NonAssociation.OtherPersonId)), (nameof(NonAssociation), nameof(NonAssociation.Why)), (nameof(NonAssociation), nameof(NonAssociation.EndedWhy)),
        (nameof(WorkflowInstance), nameof(WorkflowInstance.State)),
        (nameof(AuditEntry), nameof(AuditEntry.Hash)), (nameof(AuditEntry), nameof(AuditEntry.PreviousHash)),
    ];

    /// <summary>Tables that hold nothing of one person, and why that is so.</summary>
    public static IReadOnlyDictionary<string, string> OfNobody { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["ApiRequest"] = "answers kept for a day so that a program may ask twice; copies of what the other tables hold",
        ["AuditHead"] = "where the audit log stands",
        ["CatalogueDraft"] = "the catalogue",
        ["CatalogueRelease"] = "the catalogue",
        ["EventDelivery"] = "how far receivers of events are",
        ["EventReceiver"] = "how far receivers of events are",
        ["GroupEvent"] = "the group's, about no member of it",
        ["InspectionSample"] = "how a sample of people was drawn; who is in it and what was judged of each is their own",
        ["JobRun"] = "when jobs ran",
        ["NameSpelling"] = "how words of names may be misspelt, of nobody in particular",
        ["OutboxMessage"] = "messages to staff, each about many people; what they tell is in the tasks and chases",
        ["ProgrammeGroup"] = "the group's; the person's places and attendance are their own",
        ["Publication"] = "figures after disclosure control",
        ["PublicationEvent"] = "figures after disclosure control",
        ["PublicationFile"] = "figures after disclosure control",
        ["RegionDiary"] = "how often a region's diary was written in",
        ["SignInSession"] = "of staff",
        ["StaffMember"] = "of staff",
    };

    /// <summary>How a table is treated: the key that leads to the person, or why it is left out; both null where nobody has said.</summary>
    public static (string? Key, string? LeftOut) Treatment(IReadOnlyEntityType table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (IsBehindTheWall(table))
            return (null, "behind the wall");
        if (table.ClrType == typeof(Person))
            return (nameof(Person.Id), null);
        return OfNobody.TryGetValue(table.ClrType.Name, out var why) ? (null, why) : (s_keys.FirstOrDefault(k => table.FindProperty(k) is { } p && (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType) == typeof(Guid)), null);
    }

    /// <summary>The export as JSON, a list a table; null where there is no such person. That it was made is in the audit log before it is given.</summary>
    public async Task<string?> Export(Actor actor, string crn, CancellationToken cancellation = default)
    {
        if (actor.Role != Roles.Administrator)
            throw new InvalidOperationException("Only an administrator makes a subject access export.");
        await using var db = factory.CreateDbContext();
        var personId = await db.Everybody().Where(p => p.Crn == crn).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(cancellation);
        if (personId is not { } id)
            return null;
        await audit.Write([new AuditLine(actor, AuditActs.Exported, id, crn, Occasion.Current?.Feature ?? "subject-access", Occasion.Current?.Reference, "subject access")]);

        var needs = await db.Needs.Where(n => n.PersonId == id).Select(n => n.Id).ToListAsync(cancellation);
        List<Guid> deliveries =
        [
            .. await db.Referrals.Where(r => needs.Contains(r.NeedId)).Select(r => r.Id).ToListAsync(cancellation),
            .. await db.Toolkits.Where(t => needs.Contains(t.NeedId)).Select(t => t.Id).ToListAsync(cancellation),
        ];
        var known = new Dictionary<string, List<Guid>>(StringComparer.Ordinal)
        {
            [nameof(Person.Id)] = [id],
            [nameof(Milestone.PersonId)] = [id],
            [nameof(Decision.NeedId)] = needs,
            [nameof(ChaseSent.TaskId)] = await db.Tasks.Where(t => t.PersonId == id && t.OwnerRole != Roles.PartnerLinkWorker).Select(t => t.Id).ToListAsync(cancellation),
            [nameof(JournalRow.InstanceId)] = await db.Instances.Where(i => i.PersonId == id && i.DefinitionId != PartnerLink).Select(i => i.Id).ToListAsync(cancellation),
            [nameof(AttendanceRecord.DeliveryId)] = deliveries,
            ["SubjectId"] = [.. needs, .. deliveries],
        };

        var tables = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var leftOut = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in db.Model.GetEntityTypes().Where(t => !t.IsOwned()).OrderBy(t => t.ClrType.Name, StringComparer.Ordinal))
        {
            var (key, why) = Treatment(table);
            // What lies behind the wall is not so much as named.
            if (key is null)
            {
                if (!IsBehindTheWall(table)) leftOut[table.ClrType.Name] = why ?? throw new InvalidOperationException($"Nobody has said whether {table.ClrType.Name} holds something of a person.");
                continue;
            }

            var rows = new List<Dictionary<string, object?>>();
            foreach (var row in await Rows(db, table, key, known[key], cancellation))
            {
                if (!IsPartners(row)) rows.Add(Shown(table, row));
            }

            tables[table.ClrType.Name] = rows;
        }

        return JsonSerializer.Serialize(new Dictionary<string, object> { ["crn"] = crn, ["madeAt"] = time.GetUtcNow(), ["madeBy"] = actor.Name, ["held"] = tables, ["notOfOnePerson"] = leftOut }, s_json) + "\n";
    }

    private static bool IsBehindTheWall(IReadOnlyEntityType table) =>
        table.ClrType == typeof(PartnerLinkDuty) || table.ClrType == typeof(PassedConcern) || table.GetForeignKeys().Any(k => k.PrincipalEntityType.ClrType == typeof(PartnerLinkDuty));

    /// <summary>Rows of tables on this side that tell of work on that side.</summary>
    private static bool IsPartners(object row) => row switch
    {
        CaseTask task => task.OwnerRole == Roles.PartnerLinkWorker,
        WorkflowInstance instance => instance.DefinitionId == PartnerLink,
        AuditEntry line => line.Role == Roles.PartnerLinkWorker || (line.Detail?.Contains("partner", StringComparison.OrdinalIgnoreCase) ?? false) || line.Feature.Contains("partner", StringComparison.OrdinalIgnoreCase),
        EmergencyAccess access => access.Role == Roles.PartnerLinkWorker,
        JournalRow entry => entry.SignalId.Contains("partner", StringComparison.OrdinalIgnoreCase) || entry.Entry.Contains("partner-link", StringComparison.OrdinalIgnoreCase) || entry.Entry.Contains("PartnerLink", StringComparison.Ordinal),
        Notice notice => notice.Role == Roles.PartnerLinkWorker,
        _ => false,
    };

    private static Dictionary<string, object?> Shown(IReadOnlyEntityType table, object row) => table.GetProperties()
        .Where(p => p.PropertyInfo is not null && !s_leftOut.Contains((table.ClrType.Name, p.Name))).ToDictionary(p => p.Name, p => p.PropertyInfo!.GetValue(row), StringComparer.Ordinal);

    private static Task<List<object>> Rows(ReferralsDbContext db, IReadOnlyEntityType table, string key, List<Guid> ids, CancellationToken cancellation) =>
        (Task<List<object>>)typeof(SubjectAccessService).GetMethod(nameof(RowsOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(table.ClrType).Invoke(null, [db, key, ids, cancellation])!;

    private static async Task<List<object>> RowsOf<T>(ReferralsDbContext db, string key, List<Guid> ids, CancellationToken cancellation)
        where T : class
    {
        var row = Expression.Parameter(typeof(T));
        var column = Expression.Property(row, key);
        // A list of the column's own type, as the database is asked with it.
        var among = column.Type == typeof(Guid) ? Expression.Constant(ids, typeof(IEnumerable<Guid>)) : Expression.Constant(ids.Select(i => (Guid?)i).ToList(), typeof(IEnumerable<Guid?>));
        var contains = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [column.Type], among, column);
        var rows = await db.Set<T>().IgnoreQueryFilters().AsNoTracking().Where(Expression.Lambda<Func<T, bool>>(contains, row)).ToListAsync(cancellation);
        return [.. rows];
    }
}
