using Sweep.Planning.Specs.Reading;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Silo.Tests;

/// <summary>Programs as trainers on a cluster.</summary>
public sealed class ProgramTests(PrivatePostgres postgres)
{
    private const int Seeds = 6, Epochs = 4, Slots = 2;

    private const string Script = """
        echo $$ >>started
        epoch=0
        [ ! -f "$SWEEP_FOLDER/epoch" ] || epoch=$(cat "$SWEEP_FOLDER/epoch")
        while [ $epoch -lt 4 ]; do
          epoch=$((epoch + 1))
          echo "{\"epoch\": $epoch, \"accuracy\": 0.$epoch}"
          echo $epoch >"$SWEEP_FOLDER/part" && mv "$SWEEP_FOLDER/part" "$SWEEP_FOLDER/epoch"
          until [ -f go ]; do sleep 0.05; done
        done
        """;

    [Fact]
    public async Task The_programs_of_a_killed_silo_end_and_their_trials_go_on_elsewhere_from_their_folders()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train.sh", System.Text.Encoding.UTF8.GetBytes(Script));
        await using var study = await Study.CreateAsync(postgres);
        await using var first = Member(study, folder);
        await using var second = Member(study, folder);
        await study.SubmitAsync(SpecReader.Read($$"""
            name: {{Study.Name}}
            trainer:
              command: [sh, train.sh]
              settings: { method: [one] }
              metrics: { accuracy: larger }
            method: one
            seeds: {{Seeds}}
            """, TrainerVocabulary.Create()).Spec!.ToPlan(), first, second);
        while (RunningPrograms(folder) < 2 * Slots || (await study.TrialsAsync()).Count(t => t.Metrics.Count > 0) < 2 * Slots)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        await first.KillAsync();
        while (RunningPrograms(folder) > Slots)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        folder.Write("go", []);
        await study.CompleteAsync(first, second);

        await study.AssertAllCompletedOnceAsync(Seeds, Epochs);
        Assert.Equal(Slots, await study.CountAsync("attempts where failure_kind = 'lost_worker'"));
        Assert.Equal(2, await study.CountAsync("workers where owner is not null"));
    }

    private static SiloProcess Member(Study study, TemporaryFolder folder) => SiloProcess.Start(study.Address, "--slots", $"{Slots}",
        "--silo-port", "0", "--http", "none", "--heartbeat", "0.1", "--programs", folder.FullName, "--checkpoints", folder["checkpoints"]);

    private static int RunningPrograms(TemporaryFolder folder) => !File.Exists(folder["started"]) ? 0
        : File.ReadAllLines(folder["started"]).Count(id => Directory.Exists($"/proc/{id}"));
}
