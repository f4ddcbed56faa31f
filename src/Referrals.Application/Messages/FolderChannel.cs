using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Referrals.Application.Messages;

/// <summary>
/// Writes each message as a file of its own. The name comes from the key, so the same message sent again is the same
/// file, and the file is there whole or not at all.
/// </summary>
public sealed class FolderChannel(IOptions<MessageOptions> options, TimeProvider time) : IMessageChannel
{
    private readonly MessageOptions options = options.Value;

    public async Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation)
    {
        if (Email.Recipient(message.To) is not { } to) return new Rejected("The address is not an e-mail address.");
        var name = Email.Fingerprint(message.Key) + ".eml";
        var unfinished = Path.Combine(options.Folder, Path.GetRandomFileName() + ".unfinished");
        try
        {
            Directory.CreateDirectory(options.Folder);
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(Email.File(message, new MailAddress(options.From), to, time.GetUtcNow()), cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, Path.Combine(options.Folder, name), overwrite: true);
            return new Sent(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Retry($"The folder of messages cannot be written: {e.Message}");
        }
        finally
        {
            TryDelete(unfinished);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone or closed to us, which the answer already says.
        }
    }
}
