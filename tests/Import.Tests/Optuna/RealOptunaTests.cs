using System.Diagnostics;
using Sweep.Testing;

namespace Sweep.Import.Tests.Optuna;

/// <summary>A storage that Optuna itself writes (Debian's python3-optuna).</summary>
public sealed class RealOptunaTests
{
    private const string Python = "/usr/bin/python3";

    private const string Find = "import sys, importlib.util; sys.exit(importlib.util.find_spec('optuna') is None)";

    private const string Script = """
        import sys, optuna
        optuna.logging.set_verbosity(optuna.logging.CRITICAL)
        study = optuna.create_study(storage="sqlite:///" + sys.argv[1], study_name="tune", direction="maximize")
        def objective(trial):
            activation = trial.suggest_categorical("activation", ["relu", "gelu"])
            trial.suggest_float("learningRate", 1e-4, 1e-1, log=True)
            seed = trial.suggest_int("seed", 1, 3)
            trial.set_user_attr("testLoss", 0.5 - 0.125 * seed)
            for step in range(3):
                trial.report(0.25 * step, step)
                if activation == "relu" and seed == 2 and step == 1:
                    raise optuna.TrialPruned()
            if activation == "relu" and seed == 3:
                raise ValueError()
            return 0.75
        for activation in ["relu", "gelu"]:
            for seed in [1, 2, 3]:
                study.enqueue_trial({"activation": activation, "learningRate": 0.01, "seed": seed})
        study.optimize(objective, n_trials=6, catch=(ValueError,))
        """;

    [Fact]
    public async Task A_study_is_read_as_optuna_wrote_it()
    {
        if (!File.Exists(Python) || await RunAsync("-c", Find) != 0)
            Assert.Skip("Optuna is not installed (apt-get install python3-optuna).");
        using var folder = new TemporaryFolder();
        Assert.Equal(0, await RunAsync("-c", Script, folder["optuna.db"]));

        var reading = await Readings.ReadAsync(folder["optuna.db"], Readings.Ask("value", "testLoss", "intermediate_value"));

        Assert.Empty(reading.Mistakes);
        Assert.Equal("1 trial left out (pruned: ended early because it did badly, so what is left looks too good): trial 1.",
            Assert.Single(reading.Notes));
        Assert.Equal([0, 2, 3, 4, 5], reading.Study!.Runs.Select(r => int.Parse(r.Place["trial ".Length..], null)));
        var last = reading.Study.Runs[^1];
        Assert.Equal("activation=gelu learningRate=0.01 seed=3", Readings.Text(last.Settings));
        Assert.Equal("1: intermediate_value=0 | 2: intermediate_value=0.25 | 3: intermediate_value=0.5 testLoss=0.125 value=0.75",
            Readings.Text(last.Epochs));
        Assert.True(reading.Study.Metrics["value"]);
    }

    private static async Task<int> RunAsync(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await Task.WhenAll(process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
