using System.Text;
using System.Text.RegularExpressions;
using Referrals.Application.Messages;

namespace Referrals.Application.Tests.Messages;

public sealed class SmtpChannelTests
{
    [Fact]
    public async Task A_message_reaches_its_recipient_with_subject_and_text()
    {
        await using var server = new MailServer();

        Assert.IsType<Sent>(await Send(server, Channel.Digest with { Body = "Wythnos nesa’: X718255.\nX718256: decide." }));

        Assert.Contains("<amara.osei@example.org>", Assert.Single(server.Recipients), StringComparison.Ordinal);
        var content = Assert.Single(server.Contents);
        Assert.Contains("\r\nSubject: 3 tasks need you\r\n", content, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("charset=utf-8", content, StringComparison.Ordinal);
        Assert.Equal("Wythnos nesa’: X718255.\r\nX718256: decide.", Unquoted(content.Split("\r\n\r\n", 2)[1]).TrimEnd());
    }

    [Fact]
    public async Task The_same_message_sent_again_carries_the_same_id_and_another_another()
    {
        await using var server = new MailServer();

        var first = Assert.IsType<Sent>(await Send(server));
        var again = await Send(server);
        var other = await Send(server, Channel.Digest with { Key = "another" });

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(3, server.Contents.Count);
        Assert.All(server.Contents[..2], c => Assert.Contains($"Message-ID: {first.ProviderId}\r\n", c, StringComparison.OrdinalIgnoreCase));
        Assert.EndsWith("@example.org>", first.ProviderId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("550 5.1.1 No such user")]
    [InlineData("553 Mailbox name not allowed")]
    public async Task A_refused_address_is_refused_for_good(string answer)
    {
        await using var server = new MailServer { AnswerToRecipient = answer };

        Assert.Equal(new Rejected($"The mail server refuses the address: {answer[..3]}."), await Send(server));
    }

    [Theory]
    [InlineData("450 Busy")]
    [InlineData("451 Local error")]
    [InlineData("452 Out of room")]
    public async Task A_busy_mailbox_is_tried_again(string answer)
    {
        await using var server = new MailServer { AnswerToRecipient = answer };

        Assert.IsType<Retry>(await Send(server));
    }

    [Fact]
    public async Task A_server_that_takes_the_address_but_not_the_content_is_tried_again()
    {
        await using var server = new MailServer { AnswerToContent = "451 Try later" };

        Assert.Equal(new Retry("The mail server answered 451."), await Send(server));
    }

    [Fact]
    public async Task A_server_that_turns_everyone_away_is_tried_again()
    {
        await using var server = new MailServer { Greeting = "554 No service" };

        Assert.IsType<Retry>(await Send(server));
    }

    [Fact]
    public async Task A_server_that_says_nothing_in_time_is_tried_again()
    {
        await using var server = new MailServer { IsSilent = true };

        Assert.Equal(new Retry("The mail server did not answer within 0.2 seconds."), await Send(server, Channel.Digest, ("Timeout", "00:00:00.2")));
    }

    [Fact]
    public async Task A_server_that_is_down_is_tried_again()
    {
        int port;
        await using (var server = new MailServer()) port = server.Port;

        Assert.IsType<Retry>(await Configured(port).Send(Channel.Digest, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_without_encryption_gets_nothing_when_encryption_is_asked_for()
    {
        await using var server = new MailServer();

        Assert.IsType<Retry>(await Send(server, Channel.Digest, ("Smtp:Tls", "true")));
        Assert.Empty(server.Recipients);
    }

    // Quoted-printable, RFC 2045, 6.7.
    private static string Unquoted(string text) =>
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Regex.Replace(text.Replace("=\r\n", "", StringComparison.Ordinal), "=(?<byte>[0-9A-F]{2})",
            m => ((char)Convert.ToByte(m.Groups["byte"].Value, 16)).ToString(), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))));

    private static Task<SendResult> Send(MailServer server, OutgoingMessage? message = null, params (string, string)[] settings) =>
        Configured(server.Port, settings).Send(message ?? Channel.Digest, TestContext.Current.CancellationToken);

    private static IMessageChannel Configured(int port, params (string Key, string Value)[] settings) => Channel.From(
    [
        ("Channel", "Smtp"), ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{port}"), ("From", "referrals@example.org"),
        .. settings.Any(s => s.Key == "Smtp:Tls") ? Array.Empty<(string, string)>() : [("Smtp:Tls", "false")],
        .. settings,
    ]);
}
