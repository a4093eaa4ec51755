using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sweep.Client.Output;

/// <summary>Standard output and standard error with the faults that a shell can give them: closed, full, or a pipe whose reader has
/// gone.</summary>
/// <remarks>What cannot be written to standard output ends the command with an <see cref="OutputException"/>. What cannot be written to
/// standard error is
/// dropped: there is nobody left to be told.</remarks>
internal static class StandardStreams
{
    private const int OutputDescriptor = 1, ErrorDescriptor = 2;

    private static readonly List<SafeFileHandle> Placeholders = [];

    /// <summary>Standard output for bytes; null where it is a terminal.</summary>
    public static Stream? Binary { get; private set; }

    /// <summary>Makes the console's writers use them; to be called before anything else opens a file.</summary>
    public static void Open()
    {
        // Looked at before a placeholder takes the place of a closed one.
        bool hasOutput = IsOpen(OutputDescriptor), hasError = IsOpen(ErrorDescriptor);
        KeepPlaces();
        if (!hasOutput || Console.IsOutputRedirected)
        {
            Binary = new GuardedStream(hasOutput ? OpenOutput() : null, isData: true);
            Console.SetOut(Writer(Binary));
        }
        if (!hasError || Console.IsErrorRedirected)
            Console.SetError(Writer(new GuardedStream(hasError ? Console.OpenStandardError() : null, isData: false)));
    }

    // The console's own stream hides that the reader of a pipe has gone; a stream over the descriptor tells it, but loses the place in a
    // file shared with others.
    private static Stream OpenOutput()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(OutputDescriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    // A descriptor that the shell has closed may by now be a file of the runtime, which is open for reading.
    private static bool IsOpen(int descriptor)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        try
        {
            string[] lines = File.ReadAllLines($"/proc/self/fdinfo/{descriptor}");
            string flags = lines.First(line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..].Trim();
            const int accessMode = 3, readOnly = 0;
            return (Convert.ToInt32(flags, 8) & accessMode) != readOnly;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return true; // no /proc here: nothing is known, and writing will tell
        }
    }

    // Otherwise the store would be opened in the place of a closed stream, and what is printed would be written into it.
    private static void KeepPlaces()
    {
        while (OperatingSystem.IsLinux())
        {
            var handle = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read);
            if (handle.DangerousGetHandle() > ErrorDescriptor)
            {
                handle.Dispose();
                return;
            }
            Placeholders.Add(handle);
        }
    }

    private static StreamWriter Writer(Stream stream)
    {
        var encoding = Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            : Console.OutputEncoding;
        return new StreamWriter(stream, encoding) { AutoFlush = true };
    }

    private sealed class GuardedStream(Stream? inner, bool isData) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                if (inner is null && isData)
                    throw new OutputException("Standard output is closed.", isReaderGone: false);
                inner?.Write(buffer);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                if (isData)
                    throw OutputException.For(fault);
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>Standard output takes nothing more.</summary>
internal sealed class OutputException : Exception
{
    private const int BrokenPipe = 32; // EPIPE

    public OutputException(string message, bool isReaderGone)
        : base(message) => IsReaderGone = isReaderGone;

    private OutputException(string message, Exception inner)
        : base(message, inner) => IsReaderGone = inner.HResult == BrokenPipe;

    /// <summary>Whether whoever read it has read enough, as `head` does: no fault.</summary>
    public bool IsReaderGone { get; }

    public static OutputException For(Exception fault) =>
        new($"Standard output cannot be written: {fault.Message.TrimEnd('.')}. What was written is incomplete.", fault);
}
