using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;

namespace Referrals.Application.Messages;

/// <summary>What the channels that write e-mail themselves share.</summary>
internal static class Email
{
    // RFC 5322, 2.1.1.
    private const int LongestLine = 998;
    // RFC 2047, 2: an encoded word has at most 75 characters.
    private const int EncodedWordBytes = 45;

    /// <summary>Stands for the key in file names and Message-IDs: the same for the same key, and tells nothing of it.</summary>
    public static string Fingerprint(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..40];

    public static string MessageId(string key, MailAddress from) => $"<{Fingerprint(key)}@{from.Host}>";

    /// <summary>One address, or null for anything else; nothing that could add a recipient or a header.</summary>
    public static MailAddress? Recipient(string? address) =>
        MailAddress.TryCreate(address, out var parsed) && parsed.Address == address && !address.Any(char.IsControl) ? parsed : null;

    /// <summary>On one line, whatever it came as.</summary>
    public static string Subject(string subject) => string.Join(' ', subject.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The message as a file of RFC 5322, readable as it is wherever its lines are short enough.</summary>
    public static byte[] File(OutgoingMessage message, MailAddress from, MailAddress to, DateTimeOffset now)
    {
        var body = message.Body.ReplaceLineEndings("\r\n");
        var isPlain = body.Split("\r\n").All(l => Encoding.UTF8.GetByteCount(l) <= LongestLine);
        var text = new StringBuilder()
            .Append("From: ").Append(from.Address).Append("\r\n")
            .Append("To: ").Append(to.Address).Append("\r\n")
            .Append("Subject: ").Append(EncodedSubject(Subject(message.Subject))).Append("\r\n")
            .Append("Date: ").Append(now.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)).Append("\r\n")
            .Append("Message-ID: ").Append(MessageId(message.Key, from)).Append("\r\n")
            .Append("MIME-Version: 1.0\r\n")
            .Append("Content-Type: text/plain; charset=utf-8\r\n")
            .Append("Content-Transfer-Encoding: ").Append(isPlain ? "8bit" : "base64").Append("\r\n\r\n")
            .Append(isPlain ? body : Convert.ToBase64String(Encoding.UTF8.GetBytes(body), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n"));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string EncodedSubject(string subject)
    {
        if (Ascii.IsValid(subject) && !subject.Any(char.IsControl) && subject.Length <= 200) return subject;
        List<string> words = [""];
        foreach (var rune in subject.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(words[^1]) + rune.Utf8SequenceLength > EncodedWordBytes) words.Add("");
            words[^1] += rune.ToString();
        }

        return string.Join("\r\n ", words.Select(w => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(w))}?="));
    }
}
