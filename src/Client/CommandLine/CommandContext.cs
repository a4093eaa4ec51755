using System.CommandLine;
using Sweep.Client.Cluster;
using Sweep.Client.Cluster.Orleans;
using Sweep.Client.Output;
using Sweep.Store;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Client.CommandLine;

/// <summary>What a command works with: where to write, when to stop, which store and data. Turns known failures into exit codes.</summary>
internal sealed class CommandContext
{
    private readonly string? storeAddress;
    private readonly StopSignal signal;
    private readonly List<ITrialStore> stores = [];

    private CommandContext(ParseResult parse, SharedOptions options, StopSignal signal)
    {
        Screen = new Screen(parse.GetValue(options.Quiet), parse.GetValue(options.Verbose));
        Format = parse.GetValue(options.Format);
        AskedFormat = parse.GetResult(options.Format) is { Implicit: false } ? Format : null;
        this.signal = signal;
        storeAddress = parse.GetValue(options.Store);
        DatasetLocator = DatasetLocator.FromEnvironment(NonEmpty(parse.GetValue(options.Data)), Environment.GetEnvironmentVariable);
    }

    public Screen Screen { get; }

    public OutputFormat Format { get; }

    /// <summary>The format, where --format was given.</summary>
    public OutputFormat? AskedFormat { get; }

    /// <summary>Cancelled by Ctrl-C or SIGTERM.</summary>
    public CancellationToken Stop => signal.Token;

    /// <summary>Finds datasets in --data, $SWEEP_DATA and the download cache.</summary>
    public DatasetLocator DatasetLocator { get; }

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>Lets trainings end in their own time after a signal, until the result is disposed: leases are given back.</summary>
    public IDisposable PostponeStop() => signal.Postpone();

    /// <summary>Runs a command's body and maps what it throws to the documented exit codes.</summary>
    public static async Task<int> RunAsync(ParseResult parse, SharedOptions options, Func<CommandContext, Task<int>> body)
    {
        using var signal = new StopSignal();
        var context = new CommandContext(parse, options, signal);
        try
        {
            if (context.Format == OutputFormat.Parquet && !parse.CommandResult.Command.Options.Contains(options.TableFile))
                throw new UserErrorException("--format parquet is for tables of data: those of "
                    + string.Join(" and ", parse.RootCommandResult.Command.Subcommands
                        .Where(c => c.Options.Contains(options.TableFile)).Select(c => $"`sweep {c.Name}`")) + ".");
            return await signal.WaitForAsync(() => body(context));
        }
        catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
        {
            foreach (var store in context.stores)
                _ = store.DisposeAsync(); // of a command left behind: closes at once what nobody is using, and is not waited for
            return ExitCode.Interrupted;
        }
        catch (Exception error) when (error is not OutputException)
        {
            return context.Tell(error).Code;
        }
    }

    /// <summary>Says what went wrong; with -v also where an internal error arose.</summary>
    /// <param name="error">The error.</param>
    /// <param name="spec">The spec it is about, where there are several.</param>
    public CommandFailure Tell(Exception error, string? spec = null)
    {
        var failure = CommandFailure.From(error);
        bool isNamed = spec is null || failure.Message.Contains(spec, StringComparison.Ordinal);
        Screen.WriteError(isNamed ? failure.Message : $"{spec}: {failure.Message}");
        if (failure.Code == ExitCode.InternalError && Screen.IsVerbose)
            Screen.WriteError(error.ToString());
        return failure;
    }

    /// <summary>The address of --store, $SWEEP_STORE, or sweep.db beside the spec (else in the current folder).</summary>
    public StoreAddress LocateStore(SweepReference reference) => LocateStore(storeAddress, reference);

    /// <inheritdoc cref="LocateStore(SweepReference)"/>
    /// <param name="named">What --store says; null without.</param>
    /// <param name="reference">The sweep.</param>
    public static StoreAddress LocateStore(string? named, SweepReference reference)
    {
        string text = named ?? NonEmpty(Environment.GetEnvironmentVariable("SWEEP_STORE"))
            ?? Path.Combine(reference.SpecPath is { } spec ? Path.GetDirectoryName(Path.GetFullPath(spec))!
                : Directory.GetCurrentDirectory(), TrialStores.DefaultFileName);
        return StoreAddress.Parse(text);
    }

    /// <summary>Opens the store that <see cref="LocateStore(SweepReference)"/> names; warns when the reference is a spec file that was
    /// edited since it was submitted.</summary>
    public async Task<ITrialStore> OpenStoreAsync(SweepReference reference, StoreAccess access)
    {
        var address = LocateStore(reference);
        if (storeAddress is not null && address.HasPasswordInClear)
            Screen.WriteError("Warning: a password on the command line is visible to every user of this machine. Use PGPASSWORD, "
                + "PGPASSFILE, SWEEP_STORE_PASSWORD_FILE or SWEEP_STORE.");
        var store = await TrialStores.OpenAsync(address, access, Screen.WriteError, Time, Stop);
        stores.Add(store);
        try
        {
            if (reference.PlanHash is not null && (await store.ReadStatusAsync(reference.Name, Stop)).SingleOrDefault() is { } status
                && reference.DescribeEdit(status.PlanHash) is { } warning)
                Screen.WriteError(warning);
            return store;
        }
        catch
        {
            await store.DisposeAsync(); // nobody else will
            throw;
        }
    }

    /// <summary>Copies the store of --store, $SWEEP_STORE or the current folder into a file.</summary>
    public Task BackUpStoreAsync(string target, bool overwrite) =>
        TrialStores.BackUpAsync(LocateStore(new SweepReference(null, null)), target, overwrite, Screen.WriteError, Time, Stop);

    /// <summary>Makes connections to the cluster that the command line names.</summary>
    /// <exception cref="UserErrorException">It does not say where the silos are.</exception>
    public IClusterConnector CreateConnector(ClusterTarget target, SweepReference reference) =>
        new OrleansConnector(target, ClusterLocation.Resolve(target, LocateStore(reference), Environment.GetEnvironmentVariable),
            new ClientLog(Screen), Time);

    /// <summary>Connects to the cluster that the command line names.</summary>
    /// <exception cref="ClusterUnavailableException">No silo answers.</exception>
    public Task<IClusterControl> ConnectAsync(ClusterTarget target, SweepReference reference) =>
        CreateConnector(target, reference).ConnectAsync(Stop);

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
