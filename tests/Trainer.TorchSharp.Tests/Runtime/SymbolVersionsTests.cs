using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Runtime;

public sealed class SymbolVersionsTests
{
    [Fact]
    public void The_native_library_is_loaded() => Assert.Null(NativeTorch.Problem);

    [Fact]
    public void The_marker_of_the_official_package_becomes_a_wish_and_nothing_else_changes()
    {
        string folder = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator)
            .FirstOrDefault(f => File.Exists(Path.Combine(f, "libLibTorchSharp.so"))) ?? "";
        if (folder.Length == 0)
            Assert.Skip("The Linux package of TorchSharp is not beside this test.");
        byte[] library = File.ReadAllBytes(Path.Combine(folder, "libLibTorchSharp.so"));
        byte[]? tolerant = SymbolVersions.WithWeakMarker(library);
        Assert.NotNull(tolerant);
        int[] changed = [.. Enumerable.Range(0, library.Length).Where(i => library[i] != tolerant[i])];
        Assert.Equal(2, library[changed.Single()] ^ tolerant[changed.Single()]); // the flag VER_FLG_WEAK
    }

    [Fact]
    public void What_is_no_library_is_refused()
    {
        Assert.Null(SymbolVersions.WithWeakMarker([]));
        Assert.Null(SymbolVersions.WithWeakMarker(new byte[200]));
    }
}
