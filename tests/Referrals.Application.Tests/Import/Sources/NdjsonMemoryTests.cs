using System.IO.Compression;
using System.Text;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Tests.Import.Sources;

/// <summary>Weighs the whole process, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public class NdjsonMemoryTests
{
    private const int Lines = 200_000;

    [Fact]
    public async Task Reading_two_hundred_thousand_cases_holds_no_more_than_reading_two_thousand()
    {
        using var scratch = new Scratch();
        var path = scratch["large.ndjson.gz"];
        var unpacked = Write(path);

        long early = 0, late = 0;
        var read = 0;
        await foreach (var step in new NdjsonSource(path).Read(TestContext.Current.CancellationToken))
        {
            Assert.NotNull(step.Case!.Registrations);
            read++;
            if (read == 2_000)
                early = GC.GetTotalMemory(forceFullCollection: true);
            else if (read == Lines - 2_000)
                late = GC.GetTotalMemory(forceFullCollection: true);
        }

        Assert.Equal(Lines, read);
        Assert.True(late - early < unpacked / 50, $"{(late - early) / 1024} KB more held near the end than near the beginning of {unpacked / 1024} KB.");
    }

    /// <summary>A gzipped bulk file, so that little is written; how long it is unpacked.</summary>
    private static long Write(string path)
    {
        var rest = Encoding.UTF8.GetBytes("\",\"registrations\":" + Fixtures.OnOneLine(Fixtures.Registrations) + ",\"offences\":{\"1\":" + Fixtures.OnOneLine(Fixtures.Offences) + "}}\n");
        long length = 0;
        using var file = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        for (var number = 1; number <= Lines; number++)
        {
            var crn = Encoding.UTF8.GetBytes($"{{\"crn\":\"X{number}");
            file.Write(crn);
            file.Write(rest);
            length += crn.Length + rest.Length;
        }

        return length;
    }
}
