using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace Referrals.Application.Messages;

/// <summary>
/// Hands each message to a mail server. The Message-ID comes from the key, so servers and readers that look can tell the
/// same message sent twice.
/// </summary>
public sealed class SmtpChannel(IOptions<MessageOptions> options, TimeProvider time) : IMessageChannel
{
    private readonly MessageOptions options = options.Value;

    public async Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation)
    {
        if (Email.Recipient(message.To) is not { } to) return new Rejected("The address is not an e-mail address.");
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var from = new MailAddress(options.From);
        using var mail = new MailMessage(from, to)
        {
            Subject = Email.Subject(message.Subject),
            SubjectEncoding = Encoding.UTF8,
            Body = message.Body.ReplaceLineEndings("\r\n"),
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        var id = Email.MessageId(message.Key, from);
        mail.Headers.Add("Message-ID", id);
        try
        {
            using var client = new SmtpClient(options.Smtp.Host, options.Smtp.Port) { EnableSsl = options.Smtp.Tls };
            if (options.Smtp.UserName is { } user) client.Credentials = new NetworkCredential(user, options.Smtp.Password);
            await client.SendMailAsync(mail, either.Token);
            return new Sent(id);
        }
        catch (SmtpFailedRecipientException e) when ((int)e.StatusCode is >= 550 and <= 554)
        {
            return new Rejected($"The mail server refuses the address: {(int)e.StatusCode}.");
        }
        catch (SmtpException e)
        {
            // Anything but a refused address can be mended by somebody or by waiting.
            return new Retry(e.StatusCode == SmtpStatusCode.GeneralFailure ? $"The mail server could not be used: {(e.InnerException ?? e).Message}" : $"The mail server answered {(int)e.StatusCode}.");
        }
        catch (IOException)
        {
            return new Retry("The mail server broke off.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Retry($"The mail server did not answer within {options.Timeout.TotalSeconds:0.#} seconds.");
        }
    }
}
