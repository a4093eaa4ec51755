using System.Diagnostics;

namespace Sweep.Architecture.Tests;

/// <summary>The scripts of deploy/ that run without a cluster, run.</summary>
public sealed class DeploymentScriptTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweep-scripts-").FullName;

    public static TheoryData<string> Scripts =>
        new(Deployment.Files("deploy", file =>
            !Deployment.IsYaml(file) && File.ReadLines(file).FirstOrDefault()?.StartsWith("#!", StringComparison.Ordinal) == true));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_is_executable_and_parses(string file)
    {
        RequireUnix();
        string path = Path.Combine(Repository.Root, file);
        Assert.True(Mode(path).HasFlag(UnixFileMode.UserExecute), $"chmod +x {file}");
        Assert.Equal((0, ""), Run("bash", "-n", path));
    }

    [Fact]
    public void Passwords_are_made_once_and_never_overwritten()
    {
        RequireUnix();
        string secrets = Path.Combine(folder, "secrets"), prepare = Path.Combine(Repository.Root, "deploy", "compose", "prepare");
        Assert.Equal(0, Run("bash", prepare, secrets).Code);
        var first = Contents(secrets);
        File.Delete(Path.Combine(secrets, "reader-password"));
        Assert.Equal(0, Run("bash", prepare, secrets).Code);
        var second = Contents(secrets);

        Assert.Equal(["admin-password", "dashboard-token", "grafana-password", "owner-password", "reader-password", "worker-password"],
            first.Keys.Order());
        Assert.All(first.Values, secret => Assert.Matches("^[0-9a-f]{48}$", secret));
        Assert.Equal(6, first.Values.Distinct().Count());
        Assert.All(first.Where(pair => pair.Key != "reader-password"), pair => Assert.Equal(pair.Value, second[pair.Key]));
        Assert.NotEqual(first["reader-password"], second["reader-password"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Mode(secrets));
    }

    [Fact]
    public void Certificates_are_issued_by_their_authority_and_never_overwritten()
    {
        RequireUnix();
        if (Run("bash", "-c", "command -v openssl").Code != 0)
            Assert.Skip("openssl is not installed.");
        string certificates = Path.Combine(folder, "tls"), make = Path.Combine(Repository.Root, "deploy", "tls", "make-certificates");
        Assert.Equal(0, Run("bash", make, certificates, "silo-0.example").Code);
        var first = Contents(certificates);
        Assert.Equal(0, Run("bash", make, certificates, "silo-0.example", "192.0.2.1").Code);
        var second = Contents(certificates);

        Assert.Equal(["192.0.2.1.key", "192.0.2.1.pem", "authority.key", "authority.pem", "silo-0.example.key", "silo-0.example.pem"],
            second.Keys.Order(StringComparer.Ordinal));
        Assert.All(first, pair => Assert.Equal(pair.Value, second[pair.Key]));
        string authority = Path.Combine(certificates, "authority.pem");
        Assert.Equal(0, Run("openssl", "verify", "-CAfile", authority, "-verify_hostname", "silo-0.example",
            Path.Combine(certificates, "silo-0.example.pem")).Code);
        Assert.Equal(0, Run("openssl", "verify", "-CAfile", authority, "-verify_ip", "192.0.2.1",
            Path.Combine(certificates, "192.0.2.1.pem")).Code);
        Assert.NotEqual(0, Run("openssl", "verify", "-CAfile", authority, "-verify_ip", "192.0.2.2",
            Path.Combine(certificates, "192.0.2.1.pem")).Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(Path.Combine(certificates, "authority.key")));
    }

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);

    private static (int Code, string Error) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);

    private static void RequireUnix()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The scripts are for Unix.");
    }
}
