using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Referrals.Application.Messages;

public enum MessageChannelKind
{
    /// <summary>Files in a folder, for development and for services that pick mail up themselves.</summary>
    Folder,
    /// <summary>GOV.UK Notify.</summary>
    Notify,
    Smtp,
}

/// <summary>Configuration section <c>Referrals:Messages</c>: the one way out for e-mail, checked when the service starts.</summary>
public sealed class MessageOptions
{
    public const string Section = "Referrals:Messages";

    public MessageChannelKind Channel { get; set; } = MessageChannelKind.Folder;

    /// <summary>Where the folder channel writes, made when missing; relative to the current directory.</summary>
    public string Folder { get; set; } = "messages";

    /// <summary>The sender's address. Needed by SMTP; GOV.UK Notify has its own.</summary>
    public string From { get; set; } = "referrals@localhost";

    /// <summary>How long one message may take before it is left for the next attempt.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    public NotifyOptions Notify { get; set; } = new();

    public SmtpOptions Smtp { get; set; } = new();
}

public sealed class NotifyOptions
{
    public Uri BaseAddress { get; set; } = new("https://api.notifications.service.gov.uk");

    /// <summary><c>name-serviceId-secret</c>, as GOV.UK Notify shows it once.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>A template whose subject is <c>((subject))</c> and whose body is <c>((body))</c>.</summary>
    public Guid TemplateId { get; set; }

    /// <summary>One of the service's reply-to addresses; null for its default.</summary>
    public Guid? ReplyToId { get; set; }
}

public sealed class SmtpOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 587;

    /// <summary>Asks for STARTTLS and sends nothing without it.</summary>
    public bool Tls { get; set; } = true;

    public string? UserName { get; set; }

    public string? Password { get; set; }
}

/// <summary>Names every setting that would make the chosen channel fail, so that the service does not start with it.</summary>
public sealed class MessageOptionsCheck : IValidateOptions<MessageOptions>
{
    public ValidateOptionsResult Validate(string? name, MessageOptions options)
    {
        List<string> problems =
        [
            .. Problem("Channel", !Enum.IsDefined(options.Channel), "is Folder, Notify or Smtp"),
            .. Problem("Timeout", options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(2), "is more than nothing and at most two minutes"),
            .. options.Channel switch
            {
                MessageChannelKind.Folder => FolderProblems(options),
                MessageChannelKind.Notify => NotifyProblems(options.Notify),
                MessageChannelKind.Smtp => SmtpProblems(options),
                _ => [],
            },
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FolderProblems(MessageOptions options) =>
    [
        .. Problem("Folder", string.IsNullOrWhiteSpace(options.Folder), "names a folder"),
        .. Problem("From", !IsAddress(options.From), "is an e-mail address"),
    ];

    private static IEnumerable<string> NotifyProblems(NotifyOptions options) =>
    [
        .. Problem("Notify:BaseAddress", options.BaseAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https" }, "is an http or https address"),
        .. Problem("Notify:BaseAddress", options.BaseAddress is { IsAbsoluteUri: true, Scheme: "http", IsLoopback: false }, "uses https, except on this machine"),
        .. Problem("Notify:ApiKey", NotifyKey.Parse(options.ApiKey) is null, "is name-serviceId-secret, the last two of 36 characters each"),
        .. Problem("Notify:TemplateId", options.TemplateId == Guid.Empty, "is the id of a template"),
    ];

    private static IEnumerable<string> SmtpProblems(MessageOptions options) =>
    [
        .. Problem("Smtp:Host", string.IsNullOrWhiteSpace(options.Smtp.Host), "names a server"),
        .. Problem("Smtp:Port", options.Smtp.Port is < 1 or > 65535, "is from 1 to 65535"),
        .. Problem("From", !IsAddress(options.From) || options.From == new MessageOptions().From, "is the address this service sends from"),
        .. Problem("Smtp:Password", options.Smtp.UserName is not null && string.IsNullOrEmpty(options.Smtp.Password), "is given with a user name"),
        .. Problem("Smtp:Tls", options.Smtp is { UserName: not null, Tls: false }, "is on where a password is sent"),
    ];

    private static bool IsAddress(string? address) => MailAddress.TryCreate(address, out _);

    // Never the value: some are secrets.
    private static IEnumerable<string> Problem(string setting, bool isWrong, string rule) =>
        isWrong ? [$"{MessageOptions.Section}:{setting} is wrong: it {rule}."] : [];
}
