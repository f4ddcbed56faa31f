using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Application.Messages;

namespace Referrals.Application.Tests.Messages;

public sealed class MessageOptionsTests
{
    private const string Key = "referrals-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";
    private const string Template = "f33517ff-2a88-4f6e-b855-c550268ce08a";

    [Fact]
    public void Nothing_configured_writes_to_a_folder()
    {
        Assert.Empty(Channel.Problems());
        Assert.IsType<FolderChannel>(Channel.From());
    }

    [Fact]
    public void Notify_starts_with_a_key_and_a_template()
    {
        Assert.Empty(Channel.Problems(("Channel", "Notify"), ("Notify:ApiKey", Key), ("Notify:TemplateId", Template)));
        Assert.IsType<NotifyChannel>(Channel.From(("Channel", "Notify"), ("Notify:ApiKey", Key), ("Notify:TemplateId", Template)));
    }

    [Fact]
    public void Smtp_starts_with_a_server_and_a_sender()
    {
        Assert.Empty(Channel.Problems(("Channel", "Smtp"), ("Smtp:Host", "mail.example.org"), ("From", "referrals@example.org")));
        Assert.IsType<SmtpChannel>(Channel.From(("Channel", "Smtp"), ("Smtp:Host", "mail.example.org"), ("From", "referrals@example.org")));
    }

    [Fact]
    public void Every_missing_setting_of_the_chosen_channel_is_named_at_once()
    {
        Assert.Collection(Channel.Problems(("Channel", "Notify")),
            p => Assert.Contains("Referrals:Messages:Notify:ApiKey", p, StringComparison.Ordinal),
            p => Assert.Contains("Referrals:Messages:Notify:TemplateId", p, StringComparison.Ordinal));
        Assert.Collection(Channel.Problems(("Channel", "Smtp")),
            p => Assert.Contains("Referrals:Messages:Smtp:Host", p, StringComparison.Ordinal),
            p => Assert.Contains("Referrals:Messages:From", p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Channel", "7")]
    [InlineData("Folder", " ")]
    [InlineData("From", "nobody")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("Timeout", "00:10:00")]
    public void A_setting_that_cannot_work_stops_the_start(string setting, string value) =>
        Assert.Contains($"Referrals:Messages:{setting} ", Assert.Single(Channel.Problems((setting, value))), StringComparison.Ordinal);

    [Fact]
    public void A_channel_that_does_not_exist_stops_the_start() =>
        Assert.Throws<InvalidOperationException>(() => Channel.Services(("Channel", "Pigeon")).GetRequiredService<IStartupValidator>().Validate());

    [Theory]
    [InlineData("referrals-26785a09-ab16-4eb0-8407-a37497a57506")]
    [InlineData("26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0")]
    [InlineData("referrals-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122bX")]
    public void A_malformed_key_stops_the_start_and_is_not_repeated(string key)
    {
        var problem = Assert.Single(Channel.Problems(("Channel", "Notify"), ("Notify:ApiKey", key), ("Notify:TemplateId", Template)));

        Assert.Contains("Notify:ApiKey", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("26785a09", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Notify_is_not_spoken_to_in_clear_text_except_on_this_machine()
    {
        Assert.Contains("https", Assert.Single(With("http://notify.example.org")), StringComparison.Ordinal);
        Assert.Empty(With("http://127.0.0.1:9000"));

        static IEnumerable<string> With(string address) =>
            Channel.Problems(("Channel", "Notify"), ("Notify:ApiKey", Key), ("Notify:TemplateId", Template), ("Notify:BaseAddress", address));
    }

    [Fact]
    public void A_mail_password_is_not_sent_in_clear_text() =>
        Assert.Contains("Smtp:Tls", Assert.Single(Channel.Problems(
            ("Channel", "Smtp"), ("Smtp:Host", "mail.example.org"), ("From", "referrals@example.org"),
            ("Smtp:UserName", "referrals"), ("Smtp:Password", "secret"), ("Smtp:Tls", "false"))), StringComparison.Ordinal);
}
