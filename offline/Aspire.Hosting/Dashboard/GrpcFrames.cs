using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>gRPC over HTTP/2: a message is a flag byte, four bytes of length and its bytes; the status comes in the trailers.</summary>
internal static class GrpcFrames
{
    public const int StatusOk = 0;
    public const int StatusUnknown = 2;
    public const int StatusNotFound = 5;
    public const int StatusUnimplemented = 12;
    public const int StatusUnauthenticated = 16;

    private const int HeaderLength = 5;

    /// <summary>A request of the dashboard is a handful of names.</summary>
    private const int MaxRequestBytes = 1024 * 1024;

    public static async Task<T> ReadAsync<T>(HttpRequest request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var header = new byte[HeaderLength];
        await request.Body.ReadExactlyAsync(header, cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1));
        if (header[0] != 0 || length is < 0 or > MaxRequestBytes)
        {
            throw new InvalidDataException($"A gRPC message with flag {header[0]} and {length} bytes is not expected here.");
        }

        var body = new byte[length];
        await request.Body.ReadExactlyAsync(body, cancellationToken);
        return parser.ParseFrom(body);
    }

    public static async Task WriteAsync(HttpResponse response, IMessage message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var frame = new byte[HeaderLength + length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length);
        message.WriteTo(frame.AsSpan(HeaderLength));
        await response.Body.WriteAsync(frame, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    public static async Task BeginAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "application/grpc";
        await response.StartAsync(cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    public static void End(HttpResponse response, int status, string? message = null)
    {
        response.AppendTrailer("grpc-status", status.ToString());
        if (message is not null)
        {
            response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
        }
    }
}
