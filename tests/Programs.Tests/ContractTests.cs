using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Programs.Tests;

/// <summary>What a program is told (docs/programs.md).</summary>
public sealed class ContractTests
{
    private const string Done = """echo '{"accuracy": 1}'""";

    [Fact]
    public void A_program_finds_its_settings_and_seeds_in_a_file()
    {
        using var workshop = new Workshop($"cat \"$SWEEP_CONFIG\"\n{Done}\n");
        Assert.IsType<TrialOutcome.Completed>(workshop.Run(attempt: 2));

        var told = JsonDocument.Parse(workshop.Output!).RootElement;
        Assert.Equal((1, "study", 2, 3), (told.GetProperty("contract").GetInt32(), told.GetProperty("sweep").GetString(),
            told.GetProperty("attempt").GetInt32(), told.GetProperty("seed").GetInt32()));
        Assert.Equal("""{"activation":"relu","augment":false,"learningRate":0.05}""",
            JsonSerializer.Serialize(told.GetProperty("settings")));
        Assert.Equal("""["accuracy"]""", JsonSerializer.Serialize(told.GetProperty("metrics")));
        Assert.Equal(workshop.TrialFolder, told.GetProperty("folder").GetString());
        Assert.Equal(0x7f6e_5d4c, told.GetProperty("pairSeed").GetInt32()); // the first 31 bits of the stream key
    }

    [Fact]
    public void The_environment_says_the_same_for_scripts()
    {
        using var workshop = new Workshop("""
            echo "$SWEEP_CONTRACT $SWEEP_SEED $SWEEP_PAIR_SEED $SWEEP_ATTEMPT $SWEEP_SETTING_activation $SWEEP_SETTING_learningRate"
            [ -d "$SWEEP_FOLDER" ] && [ -p "$SWEEP_METRICS" ] && [ "$OMP_NUM_THREADS" = "$SWEEP_THREADS" ] && pwd
            echo '{"accuracy": 1}'
            """);
        workshop.Run();
        Assert.Equal($"1 3 {0xfedc_ba98 >> 1} 1 relu 0.05\n{workshop.Options.Folder}\n", workshop.Output);
    }

    [Fact]
    public void Settings_reach_a_program_as_they_are_and_no_shell_reads_them()
    {
        const string Evil = "$(touch broken); `touch broken` \"'\\ é\n";
        using var workshop = new Workshop($"printf %s \"$SWEEP_SETTING_activation\" >setting; printf %s \"$1\" >argument\n{Done}\n");
        workshop.Run(trial: Workshop.Trial(["sh", "train.sh", Evil], activation: Evil));
        Assert.Equal((Evil, Evil), (File.ReadAllText(workshop["setting"]), File.ReadAllText(workshop["argument"])));
        Assert.False(File.Exists(workshop["broken"]));
    }

    [Fact]
    public void The_worker_s_own_variables_stay_with_the_worker()
    {
        Environment.SetEnvironmentVariable("SWEEP_STORE_TEST_SECRET", "secret");
        using var workshop = new Workshop($"env\n{Done}\n");
        workshop.Run();
        Assert.DoesNotContain("secret", workshop.Output, StringComparison.Ordinal);
        Assert.Contains("PATH=", workshop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_of_a_trial_that_is_done()
    {
        using var workshop = new Workshop($"touch \"$SWEEP_FOLDER/model\"; echo \"$SWEEP_CONFIG\"\n{Done}\n");
        workshop.Run();
        Assert.False(File.Exists(workshop.Output!.Trim()));
        Assert.Empty(Directory.GetFileSystemEntries(workshop.Options.Checkpoints));
    }
}
