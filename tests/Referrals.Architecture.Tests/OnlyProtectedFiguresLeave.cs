using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Referrals.Statistics;

namespace Referrals.Architecture.Tests;

/// <summary>An exact count cannot compile its way out (ADR 8, ADR 20): what writes, draws or shows takes the protected table, which disclosure control alone can make.</summary>
public sealed class OnlyProtectedFiguresLeave
{
    private static readonly Type[] s_exact = [typeof(CountedTable), typeof(CohortRow)];

    [Theory]
    [InlineData("Referrals.Web")]
    [InlineData("referrals")]
    public void Pages_the_api_and_commands_do_not_so_much_as_mention_an_exact_count(string room)
    {
        using var file = new PEReader(File.OpenRead(Assembly.Load(room).Location));
        var reader = file.GetMetadataReader();
        var mentioned = reader.TypeReferences.Select(reader.GetTypeReference).Select(t => $"{reader.GetString(t.Namespace)}.{reader.GetString(t.Name)}").ToList();

        Assert.Contains(typeof(StatisticsTable).FullName, mentioned);
        Assert.Empty(mentioned.Intersect(s_exact.Select(t => t.FullName)));
    }

    [Fact]
    public void Nothing_that_gives_out_text_or_bytes_takes_an_exact_count()
    {
        var giving = typeof(StatisticsTable).Assembly.GetExportedTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.ReturnType == typeof(string) || m.GetParameters().Any(p => typeof(Stream).IsAssignableFrom(p.ParameterType) || typeof(TextWriter).IsAssignableFrom(p.ParameterType)))
            .Where(m => !s_exact.Contains(m.DeclaringType)).ToList();

        Assert.Contains(giving, m => m.DeclaringType == typeof(OdsWriter));
        Assert.DoesNotContain(giving, m => m.GetParameters().Any(p => s_exact.Any(e => Holds(p.ParameterType, e))));
    }

    [Theory]
    [InlineData(typeof(StatisticsTable))]
    [InlineData(typeof(StatisticsRow))]
    public void A_protected_table_is_made_and_changed_by_nobody_else(Type type)
    {
        Assert.Empty(type.GetConstructors());
        Assert.DoesNotContain(type.GetProperties(), p => p.SetMethod is { IsPublic: true });
    }

    private static bool Holds(Type type, Type held) => type == held || (type.IsGenericType && type.GetGenericArguments().Any(a => Holds(a, held))) || (type.HasElementType && Holds(type.GetElementType()!, held));
}
