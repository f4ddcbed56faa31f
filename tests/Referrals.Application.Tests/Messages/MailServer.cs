using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Referrals.Application.Tests.Messages;

/// <summary>As much of RFC 5321 as one client needs, with the answers a test wants.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public MailServer()
    {
        listener.Start();
        serving = Serve();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Greeting { get; init; } = "220 mail.example.org";
    public string AnswerToRecipient { get; init; } = "250 OK";
    public string AnswerToContent { get; init; } = "250 OK";
    public bool IsSilent { get; init; }

    public List<string> Recipients { get; } = [];
    public List<string> Contents { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        stop.Dispose();
        listener.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                try
                {
                    await Converse(client.GetStream());
                }
                catch (IOException)
                {
                    // The client hung up; the next may call.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task Converse(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (IsSilent) await Task.Delay(Timeout.Infinite, stop.Token);
        await Say(Greeting);
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "RCPT":
                    Recipients.Add(line);
                    await Say(AnswerToRecipient);
                    break;
                case "DATA":
                    await Say("354 Go on");
                    var content = new StringBuilder();
                    while (await reader.ReadLineAsync(stop.Token) is { } part && part != ".") content.Append(part).Append("\r\n");
                    Contents.Add(content.ToString());
                    await Say(AnswerToContent);
                    break;
                case "QUIT":
                    await Say("221 Bye");
                    return;
                default:
                    await Say("250 OK");
                    break;
            }
        }

        async Task Say(string answer) => await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), stop.Token);
    }
}
