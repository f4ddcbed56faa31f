using System.Reflection;
using System.Reflection.Emit;
using Referrals.Domain;

namespace Referrals.Architecture.Tests;

/// <summary>Who may so much as mention what lies behind the wall (ADR 11): read off the built code, instruction by instruction.</summary>
public sealed class TheWall
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] s_behind = [typeof(PartnerDetails), typeof(PartnerContact), typeof(PartnerConcern)];

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    [Fact]
    public void Only_the_partner_link_service_and_the_model_mention_what_is_behind_the_wall()
    {
        var mentions = new[] { "Referrals.Domain", "Referrals.Application", "Referrals.Web", "referrals" }
            .SelectMany(room => Assembly.Load(room).GetTypes()).Where(Mentions).Select(Outermost).Distinct()
            .Where(type => !s_behind.Contains(type)).Select(type => type.FullName!).Order(StringComparer.Ordinal).ToArray();

        Assert.Contains("Referrals.Application.PartnerLink.PartnerLinkService", mentions);
        Assert.DoesNotContain(mentions, name => name != "Referrals.Application.Data.ReferralsDbContext"
            && !name.StartsWith("Referrals.Application.PartnerLink.", StringComparison.Ordinal)
            // What was generated from the model, which names tables and nothing of them.
            && !name.StartsWith("Referrals.Application.Data.Migrations.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_service_gives_out_none_of_the_rows_themselves()
    {
        var given = Assembly.Load("Referrals.Application").GetExportedTypes().SelectMany(t => t.GetMembers())
            .SelectMany(m => m switch
            {
                MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType)],
                PropertyInfo property => [property.PropertyType],
                FieldInfo field => [field.FieldType],
                _ => Array.Empty<Type>(),
            });
        Assert.DoesNotContain(given, IsBehind);
    }

    private static bool Mentions(Type type) =>
        (type.BaseType is { } parent && IsBehind(parent))
        || type.GetFields(All).Any(f => IsBehind(f.FieldType))
        || type.GetProperties(All).Any(p => IsBehind(p.PropertyType))
        || type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).Any(Mentions);

    private static bool Mentions(MethodBase method) =>
        method.GetParameters().Any(p => IsBehind(p.ParameterType))
        || (method is MethodInfo { ReturnType: var gives } && IsBehind(gives))
        || (method.GetMethodBody() is { } body && (body.LocalVariables.Any(v => IsBehind(v.LocalType)) || Instructions(method, body.GetILAsByteArray()!)));

    private static bool Instructions(MethodBase method, byte[] il)
    {
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xfe ? s_codes[(short)(0xfe00 | il[at + 1])] : s_codes[il[at]];
            at += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineString:
                    // A table named in a statement is a mention too.
                    if (s_behind.Any(t => method.Module.ResolveString(BitConverter.ToInt32(il, at)).Contains(t.Name, StringComparison.Ordinal)))
                        return true;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    if (IsBehind(method.Module.ResolveMember(BitConverter.ToInt32(il, at), ofType, ofMethod)!))
                        return true;
                    break;
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }

        return false;
    }

    private static bool IsBehind(MemberInfo member) => member switch
    {
        Type type => IsBehind(type),
        MethodBase method => (method.DeclaringType is { } of && IsBehind(of)) || (method.IsGenericMethod && method.GetGenericArguments().Any(IsBehind)),
        _ => member.DeclaringType is { } of && IsBehind(of),
    };

    private static bool IsBehind(Type type) =>
        s_behind.Contains(type)
        || (type.HasElementType && IsBehind(type.GetElementType()!))
        || (type.IsGenericType && type.GetGenericArguments().Any(IsBehind));

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
