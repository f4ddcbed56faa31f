using System.Text.Json.Nodes;

namespace Referrals.Domain.Tests;

/// <summary>A copy of the shipped catalogue that a test may change.</summary>
internal sealed class CatalogueFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("catalogue");

    public CatalogueFolder()
    {
        foreach (var file in Directory.EnumerateFiles(Shipped.Folder))
            File.Copy(file, At(Path.GetFileName(file)));
    }

    public static JsonObject Entry(JsonObject file, string key) =>
        file["entries"]!.AsArray().Select(entry => entry!.AsObject()).Single(entry => (entry["key"] ?? entry["code"])!.GetValue<string>() == key);

    public CatalogueFolder Change(string name, Action<JsonObject> change)
    {
        var file = FirstVersion(name);
        change(file);
        return Write($"{name}.v1.json", file.ToJsonString());
    }

    /// <summary>A second version: the first with changes.</summary>
    public CatalogueFolder AddVersion(string name, string validFrom, Action<JsonObject> change)
    {
        var file = FirstVersion(name);
        file["version"] = 2;
        file["validFrom"] = validFrom;
        change(file);
        return Write($"{name}.v2.json", file.ToJsonString());
    }

    public CatalogueFolder Write(string file, string content)
    {
        File.WriteAllText(At(file), content);
        return this;
    }

    public CatalogueFolder Remove(string file)
    {
        File.Delete(At(file));
        return this;
    }

    public CatalogueReading Read() => CatalogueReader.Read(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    private JsonObject FirstVersion(string name) => JsonNode.Parse(File.ReadAllText(At($"{name}.v1.json")))!.AsObject();

    private string At(string file) => Path.Combine(_folder.FullName, file);
}
