namespace Referrals.Domain;

public static class Ids
{
    private const int SequenceBits = 26;

    private static int s_sequence;

    /// <summary>A key (UUID version 7, RFC 9562 section 6.2, method 1) that sorts by <paramref name="now"/> and, within a process, by the order of asking: what is recorded in one commit stays in its order.</summary>
    public static Guid New(DateTimeOffset now)
    {
        var bytes = Guid.CreateVersion7(now).ToByteArray(bigEndian: true);
        var sequence = Interlocked.Increment(ref s_sequence) & ((1 << SequenceBits) - 1);
        // What is left random, 48 bits, keeps processes apart.
        bytes[6] = (byte)(0x70 | (sequence >> 22));
        bytes[7] = (byte)(sequence >> 14);
        bytes[8] = (byte)(0x80 | ((sequence >> 8) & 0x3F));
        bytes[9] = (byte)sequence;
        return new Guid(bytes, bigEndian: true);
    }
}
