namespace Sweep.Planning.Tests.Specs.Trainers;

/// <summary>Files whose content is part of a trial's identity.</summary>
public sealed class TrackedFileTests : IDisposable
{
    // printf 'print(1)' | sha256sum
    private const string Hash = "d287bb7f9d15abdc5b6e98536263815744b6ef21c8f3c839fc434ca70d8efe99";

    private readonly ProgramSpec program = new();

    [Fact]
    public void A_changed_file_gives_other_trials()
    {
        program.Write("train.py", "print(1)");
        var before = ProgramSpec.Read(ProgramSpec.Tracking, program.Files).ToPlan();
        program.Write("train.py", "print(2)");
        var after = ProgramSpec.Read(ProgramSpec.Tracking, program.Files).ToPlan();
        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Empty(before.Trials.Select(t => t.Id).Intersect(after.Trials.Select(t => t.Id)));
    }

    [Fact]
    public void The_hash_is_in_each_configuration()
    {
        program.Write("train.py", "print(1)");
        var trial = ProgramSpec.Read(ProgramSpec.Tracking, program.Files).ToPlan().Trials.First();
        Assert.Contains($$"""
            "track":{"train.py":"{{Hash}}"}
            """, trial.Configuration.CanonicalJson, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  track: [train.py]\n", "  track: [train.py]\n")]
    [InlineData("trainer:\n  command", "trainer:\n\n  # how\n  command")]
    public void The_stored_text_is_read_without_the_files(string old, string changed)
    {
        program.Write("train.py", "print(1)");
        var spec = ProgramSpec.Read(ProgramSpec.Tracking.Replace(old, changed, StringComparison.Ordinal), program.Files);
        var stored = ProgramSpec.Read(spec.Text);
        Assert.Equal(spec.ToPlan().Hash, stored.ToPlan().Hash);
        Assert.Equal(spec.ToPlan().Trials.Select(t => t.Id), stored.ToPlan().Trials.Select(t => t.Id));
        Assert.Equal(spec.Text, stored.Text);
        Assert.Equal(spec.Text, ProgramSpec.Read(spec.Text, program.Files).Text);
    }

    [Fact]
    public void A_section_in_braces_takes_the_hashes_too()
    {
        program.Write("train.py", "print(1)");
        const string yaml = """
            name: brief
            trainer: { command: [python3, train.py], track: [train.py], metrics: { loss: smaller } }
            seeds: 2
            """;
        var spec = ProgramSpec.Read(yaml, program.Files);
        Assert.Equal(spec.ToPlan().Hash, ProgramSpec.Read(spec.Text).ToPlan().Hash);
    }

    [Fact]
    public void Without_files_the_text_must_have_the_hashes() => Assert.Contains("are not read here",
        ProgramSpec.Error("  settings:", "  track: [train.py]\n  settings:").Message, StringComparison.Ordinal);

    [Fact]
    public void A_stored_hash_of_another_file_is_a_mistake()
    {
        program.Write("train.py", "print(1)");
        string stored = ProgramSpec.Read(ProgramSpec.Tracking, program.Files).Text;
        program.Write("train.py", "print(2)");
        var errors = Sweep.Planning.Specs.Reading.SpecReader.Read(stored, TestVocabulary.Standard, program.Files).Errors;
        Assert.Contains("leave the key tracked out", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_are_told_all_at_once()
    {
        program.Write("train.py", "print(1)");
        var errors = ProgramSpec.Errors("  settings:", "  track: [train.py, a.py, b.py, train.py, ../c.py]\n  settings:", program.Files);
        Assert.Equal(["trainer.track[1]", "trainer.track[2]", "trainer.track[3]", "trainer.track[4]"], errors.Select(e => e.Path));
        Assert.StartsWith("There is no file a.py in ", errors[0].Message, StringComparison.Ordinal);
        Assert.Equal("train.py is named twice.", errors[2].Message);
        Assert.Contains("not within the programs folder", errors[3].Message, StringComparison.Ordinal);
    }

    public void Dispose() => program.Dispose();
}
