namespace Referrals.Domain;

/// <param name="Code">A to L.</param>
/// <param name="Aliases">Other names and codes that source systems use, nDelius provider codes among them.</param>
public sealed record Region(string Code, string Name, IReadOnlyList<string> Aliases);

/// <summary>A probation delivery unit.</summary>
public sealed record Pdu(int Id, string Name, string RegionCode, IReadOnlyList<string> Aliases);

/// <summary>Recognises regions and probation delivery units in what source systems say. What is not recognised is null, never guessed.</summary>
public sealed class Areas
{
    private readonly Dictionary<string, Region> _regions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, Pdu> _pduById;
    private readonly ILookup<string, Pdu> _pdus;

    internal Areas(IReadOnlyList<Region> regions, IReadOnlyList<Pdu> pdus)
    {
        Regions = regions;
        Pdus = pdus;
        foreach (var region in regions)
        {
            foreach (var name in Names(region))
                _regions[name] = region;
        }

        _pduById = pdus.ToDictionary(pdu => pdu.Id);
        _pdus = pdus.SelectMany(pdu => Names(pdu), (pdu, name) => (pdu, name))
            .ToLookup(pair => pair.name, pair => pair.pdu, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>In order of their code.</summary>
    public IReadOnlyList<Region> Regions { get; }

    public IReadOnlyList<Pdu> Pdus { get; }

    /// <exception cref="KeyNotFoundException">There is no such region: the code did not come from here.</exception>
    public Region Region(string code) =>
        Regions.FirstOrDefault(region => region.Code == code) ?? throw new KeyNotFoundException($"There is no region '{code}'.");

    /// <exception cref="KeyNotFoundException">There is no such PDU: the id did not come from here.</exception>
    public Pdu Pdu(int id) => _pduById.TryGetValue(id, out var pdu) ? pdu : throw new KeyNotFoundException($"There is no PDU {id}.");

    /// <summary>The region whose code, name or alias is <paramref name="code"/> or <paramref name="description"/>; null where neither is known or the two name different regions.</summary>
    public Region? FindRegion(string? code, string? description)
    {
        var byCode = code is null ? null : _regions.GetValueOrDefault(Plain(code, " Region"));
        var byDescription = description is null ? null : _regions.GetValueOrDefault(Plain(description, " Region"));
        return byCode is not null && byDescription is not null && byCode != byDescription ? null : byCode ?? byDescription;
    }

    /// <summary>
    /// The PDU whose name or alias is <paramref name="code"/> or <paramref name="description"/>, in <paramref name="regionCode"/> where that is known.
    /// Null where neither is known, where the name is used in several regions and the region is not known, or where the two differ.
    /// </summary>
    public Pdu? FindPdu(string? code, string? description, string? regionCode)
    {
        var found = new[] { code, description }
            .OfType<string>()
            .SelectMany(said => _pdus[Plain(said, " PDU")])
            .Where(pdu => regionCode is null || pdu.RegionCode == regionCode)
            .DistinctBy(pdu => pdu.Id)
            .Take(2)
            .ToList();
        return found is [var only] ? only : null;
    }

    internal static IEnumerable<string> Names(Region region) =>
        region.Aliases.Append(region.Code).Append(region.Name).Select(name => Plain(name, " Region")).Distinct(StringComparer.OrdinalIgnoreCase);

    internal static IEnumerable<string> Names(Pdu pdu) =>
        pdu.Aliases.Append(pdu.Name).Select(name => Plain(name, " PDU")).Distinct(StringComparer.OrdinalIgnoreCase);

    private static string Plain(string said, string ending)
    {
        var plain = string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return plain.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? plain[..^ending.Length] : plain;
    }
}
