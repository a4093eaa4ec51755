using System.Runtime.InteropServices;

namespace Sweep.Trainer.TorchSharp.Runtime;

/// <summary>Loads the native libraries, once per process, before anything of TorchSharp runs: its own loader writes to stdout when it
/// fails.</summary>
internal static class NativeTorch
{
    private static readonly Lazy<string?> LoadProblem = new(() => Attempt(DeviceType.CPU));
    private static readonly Lazy<string?> CudaProblem = new(() => LoadProblem.Value ?? Attempt(DeviceType.CUDA));

    /// <summary>The version of the libraries.</summary>
    /// <remarks>Loads them: whoever asks TorchSharp for anything before that has its own loader run, which fails on older systems
    /// and then for good.</remarks>
    public static string Version => Problem is null ? torch.__version__ : "missing";

    /// <summary>Why libtorch cannot be used here, or null if it can.</summary>
    public static string? Problem => LoadProblem.Value;

    /// <summary>Why CUDA cannot be used here, or null if it can.</summary>
    public static string? ProblemOfCuda => CudaProblem.Value;

    /// <summary>Loads what a device needs.</summary>
    /// <exception cref="TorchUnavailableException">It cannot be used.</exception>
    public static void Load(bool cuda)
    {
        if ((cuda ? ProblemOfCuda : Problem) is { } problem)
            throw new TorchUnavailableException(problem);
    }

    private static string? Attempt(DeviceType device)
    {
        try
        {
            if (device == DeviceType.CPU)
            {
                FreedMemory.Keep();
                LoadLibraries();
            }
            torch.InitializeDeviceType(device);
            torch.set_num_threads(1);
            return null;
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException or NotSupportedException
            or TypeInitializationException or InvalidOperationException or EntryPointNotFoundException)
        {
            if (Absence(device) is { } absence)
                return absence; // the loader's own words would be about files and traces
            string reason = (problem is TypeInitializationException { InnerException: { } inner } ? inner : problem).Message;
            string line = reason.Split('\n').FirstOrDefault(l => l.Trim().Length > 0) ?? reason;
            string first = line.Split(" Trace from")[0].Trim().TrimEnd('.');
            return device == DeviceType.CUDA
                ? $"CUDA cannot be used: {first}. It needs an NVIDIA GPU and a driver for CUDA 12.8 or newer (570 or newer)."
                : $"libtorch cannot be loaded: {first}.";
        }
    }

    /// <summary>What to do where a program was built without the libraries of a device; null if they are there.</summary>
    private static string? Absence(DeviceType device)
    {
        string part = device == DeviceType.CUDA ? "cuda" : "cpu";
        string file = OperatingSystem.IsWindows() ? $"torch_{part}.dll"
            : OperatingSystem.IsMacOS() ? $"libtorch_{part}.dylib"
            : $"libtorch_{part}.so";
        if (Find(file) is not null)
            return null;
        return device == DeviceType.CUDA
            ? "This build has libtorch for the processor only. SWEEP_TORCH=cuda ./sweep ... builds with CUDA's libraries; for a silo it is "
                + "-p:SweepTorchDevice=cuda."
            : "This build is without libtorch. SWEEP_TORCH=cuda ./sweep ... builds with it (SWEEP_TORCH=cpu: for the processor); for a "
                + "silo "
                + "it is -p:SweepTorchDevice=cuda.";
    }

    private static void LoadLibraries()
    {
        if (!OperatingSystem.IsLinux())
            return; // TorchSharp's own loader finds its packages there
        // What LibTorchSharp needs may lie in another package's folder than its own: libraries loaded before are found by their names.
        foreach (string needed in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
        {
            if (Find(needed) is { } path)
                NativeLibrary.Load(path);
        }
        if (Find("libLibTorchSharp.so") is not { } own)
            return;
        try
        {
            NativeLibrary.Load(own);
        }
        catch (DllNotFoundException refused) when (refused.Message.Contains(SymbolVersions.MarkerVersion, StringComparison.Ordinal))
        {
            if (SymbolVersions.WithWeakMarker(File.ReadAllBytes(own)) is not { } tolerant)
                throw;
            LoadCopy(tolerant);
        }
    }

    // A folder of this user alone, gone again at once: the loader keeps the pages. TorchSharp then finds the library by its name.
    private static void LoadCopy(byte[] library)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-torch-");
        try
        {
            string copy = Path.Combine(folder.FullName, "libLibTorchSharp.so");
            File.WriteAllBytes(copy, library);
            NativeLibrary.Load(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What came with the program, else what the user's search path has, such as the libtorch of a PyTorch.
    private static string? Find(string file)
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string own = Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "";
        return searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"))
            .Concat(own.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
