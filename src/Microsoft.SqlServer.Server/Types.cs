namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined type is stored. The four types here are what Microsoft.Data.SqlClient loads by name before it sends parameters (docs/adr/0003).</summary>
public enum Format
{
    Unknown = 0,
    Native = 1,
    UserDefined = 2,
}

/// <summary>Custom binary form of a user-defined type. The service has none; the client only tests for it.</summary>
public interface IBinarySerialize
{
    void Read(BinaryReader r);
    void Write(BinaryWriter w);
}

/// <summary>Marks a CLR type as a SQL Server user-defined type. The service has none; the client only looks for it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    public Format Format { get; } = format;
    public int MaxByteSize { get; set; }
    public bool IsByteOrdered { get; set; }
    public bool IsFixedLength { get; set; }
    public string? Name { get; set; }
    public string? ValidationMethodName { get; set; }
}

/// <summary>Raised by the client for a user-defined type it cannot serialize.</summary>
public sealed class InvalidUdtException : SystemException
{
    public InvalidUdtException()
    {
    }

    public InvalidUdtException(string message)
        : base(message)
    {
    }

    public InvalidUdtException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public static InvalidUdtException Create(Type udtType, string resourceReason) =>
        new($"'{udtType.FullName}' cannot be used as a user-defined type: {resourceReason}");
}
