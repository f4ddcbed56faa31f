using System.Text;
using Referrals.Application.Messages;

namespace Referrals.Application.Tests.Messages;

public sealed class FolderChannelTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_message_is_a_readable_file()
    {
        var sent = Assert.IsType<Sent>(await Send(Channel.Digest));

        Assert.Equal(
            """
            From: referrals@localhost
            To: amara.osei@example.org
            Subject: 3 tasks need you
            Date: Mon, 02 Mar 2026 09:00:00 +0000
            Message-ID: <0f@localhost>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            X718255: answer the police enquiry, 2 working days late.
            X718256: decide.
            """.ReplaceLineEndings("\r\n").Replace("0f@", Path.GetFileNameWithoutExtension(sent.ProviderId) + "@", StringComparison.Ordinal),
            Read(Assert.Single(Directory.GetFiles(folder))));
    }

    [Fact]
    public async Task The_same_message_sent_again_is_the_same_file_and_another_is_another()
    {
        var first = await Send(Channel.Digest);
        var again = await Send(Channel.Digest);
        var other = await Send(Channel.Digest with { Key = "digest/2026-03-03/N52A001" });

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public async Task A_file_is_whole_whenever_it_is_seen_however_many_send_it_at_once()
    {
        var message = Channel.Digest with { Body = string.Join("\n", Enumerable.Repeat("A line that is as long as lines are.", 20_000)) };
        var path = Path.Combine(folder, Assert.IsType<Sent>(await Send(message)).ProviderId!);
        var whole = new FileInfo(path).Length;
        using var stop = new CancellationTokenSource();
        var seen = Task.Run(() =>
        {
            var lengths = new HashSet<long>();
            while (!stop.IsCancellationRequested)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                lengths.Add(file.Length);
            }

            return lengths;
        }, TestContext.Current.CancellationToken);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Send(message))));
        await stop.CancelAsync();

        Assert.All(results, r => Assert.IsType<Sent>(r));
        Assert.Equal([whole], await seen);
        Assert.Equal(path, Assert.Single(Directory.GetFiles(folder)));
    }

    [Fact]
    public async Task A_subject_in_another_alphabet_is_encoded_and_cannot_add_a_header()
    {
        await Send(Channel.Digest with { Subject = "Tasgau sy’n hwyr\r\nBcc: someone@example.org, a chymaint o eiriau eraill ag sydd eu hangen i lenwi’r llinell" });

        var headers = Read(Assert.Single(Directory.GetFiles(folder))).Split("\r\n\r\n")[0].Split("\r\n");
        Assert.DoesNotContain(headers, h => h.StartsWith("Bcc", StringComparison.Ordinal));
        var words = headers.SkipWhile(h => !h.StartsWith("Subject", StringComparison.Ordinal)).TakeWhile(h => !h.StartsWith("Date", StringComparison.Ordinal))
            .Select(h => h.Replace("Subject:", "", StringComparison.Ordinal).Trim()).ToList();
        Assert.All(words, w => Assert.InRange(w.Length, 1, 75));
        Assert.Equal("Tasgau sy’n hwyr Bcc: someone@example.org, a chymaint o eiriau eraill ag sydd eu hangen i lenwi’r llinell",
            string.Concat(words.Select(w => Encoding.UTF8.GetString(Convert.FromBase64String(w["=?utf-8?B?".Length..^2])))));
    }

    [Fact]
    public async Task A_line_too_long_for_mail_is_carried_whole()
    {
        var line = new string('é', 2000);
        await Send(Channel.Digest with { Body = line });

        var parts = Read(Assert.Single(Directory.GetFiles(folder))).Split("\r\n\r\n");
        Assert.Contains("Content-Transfer-Encoding: base64", parts[0], StringComparison.Ordinal);
        Assert.Equal(line, Encoding.UTF8.GetString(Convert.FromBase64String(parts[1])));
        Assert.All(parts[1].Split("\r\n"), l => Assert.InRange(l.Length, 0, 76));
    }

    [Theory]
    [InlineData("")]
    [InlineData("amara")]
    [InlineData("amara.osei@example.org, tom.hartley@example.org")]
    [InlineData("Amara Osei <amara.osei@example.org>")]
    [InlineData("amara.osei@example.org\r\nBcc: tom.hartley@example.org")]
    public async Task What_is_not_one_address_is_refused_for_good(string address)
    {
        Directory.CreateDirectory(folder);

        Assert.IsType<Rejected>(await Send(Channel.Digest with { To = address }));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_tried_again_later()
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "taken");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        Assert.IsType<Retry>(await Channel.From(("Folder", file)).Send(Channel.Digest, TestContext.Current.CancellationToken));
    }

    private Task<SendResult> Send(OutgoingMessage message) => Channel.From(("Folder", folder)).Send(message, TestContext.Current.CancellationToken);

    private static string Read(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path));
}
