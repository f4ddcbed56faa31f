namespace Referrals.Application.Messages;

/// <summary>One message to one address.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The same message sent again carries the same key; a receiver or provider can tell.</summary>
    public required string Key { get; init; }

    public required string To { get; init; }
    public required string Subject { get; init; }

    /// <summary>Plain text.</summary>
    public required string Body { get; init; }
}

/// <summary>A way out of the service. Failing is an answer, not an exception.</summary>
public interface IMessageChannel
{
    Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation);
}

public abstract record SendResult;

public sealed record Sent(string? ProviderId) : SendResult;

/// <summary>It may go through later.</summary>
public sealed record Retry(string Why) : SendResult;

/// <summary>It will never go through as it is.</summary>
public sealed record Rejected(string Why) : SendResult;
