using Google.Protobuf;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Tensorboard;

namespace Sweep.Import.Tests.TensorBoard;

public sealed class TensorBoardSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Root => folder["runs"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Scalars_of_tensorflow_1_and_torch_are_read_and_the_folder_says_the_settings()
    {
        EventFile.Write(Path.Combine(Root, "relu-1"), EventFile.Scalar("loss", 0, 1), EventFile.Scalar("loss", 1, 0.5f),
            EventFile.Scalar("acc", 1, 0.75f));

        var study = await Readings.StudyAsync(Root, Readings.Ask() with { RunName = "{activation}-{seed}" });

        Assert.Equal("activation=relu seed=1", Readings.Text(study.Runs[0].Settings));
        Assert.Equal("1: loss=1 | 2: acc=0.75 loss=0.5", Readings.Text(study.Runs[0].Epochs));
        Assert.Equal("TensorBoard files runs", study.Source);
    }

    [Fact]
    public async Task Scalars_of_tensorflow_2_are_tensors_of_one_number()
    {
        EventFile.Write(Path.Combine(Root, "a"),
            EventFile.Tensor("acc", 1, new TensorProto { Dtype = DataType.DtFloat, FloatVal = { 0.5f } }, "scalars"),
            EventFile.Tensor("acc", 2, new TensorProto { Dtype = DataType.DtFloat, TensorContent = Bytes(BitConverter.GetBytes(0.75f)) }),
            EventFile.Tensor("acc", 3, new TensorProto { Dtype = DataType.DtDouble, DoubleVal = { 0.875 } }),
            EventFile.Tensor("acc", 4, new TensorProto { Dtype = DataType.DtInt64, Int64Val = { 1 } }),
            EventFile.Tensor("acc", 5, new TensorProto { Dtype = DataType.DtHalf, TensorContent = Bytes([0, 0x38]) }),
            EventFile.Tensor("text", 1, new TensorProto { Dtype = DataType.DtString, StringVal = { Bytes([65]) } }, "text"),
            EventFile.Tensor("curve", 1, new TensorProto { Dtype = DataType.DtFloat, FloatVal = { 0.5f } }, "pr_curves"),
            EventFile.Tensor("several", 1, new TensorProto { Dtype = DataType.DtFloat, FloatVal = { 0.5f, 0.6f } }, "scalars"));

        Assert.Equal("1: acc=0.5 | 2: acc=0.75 | 3: acc=0.875 | 4: acc=1 | 5: acc=0.5",
            Readings.Text((await Readings.StudyAsync(Root)).Runs[0].Epochs));
    }

    [Fact]
    public async Task The_hparams_plugin_gives_the_settings()
    {
        EventFile.Write(Path.Combine(Root, "a"), EventFile.Hyperparameters(("activation", "relu"), ("lr", 0.01), ("augment", true),
            ("note", new object())), EventFile.Scalar("acc", 1, 0.5f), EventFile.End(1));

        var run = Assert.Single((await Readings.StudyAsync(Root)).Runs);

        Assert.Equal("activation=relu augment=true lr=0.01 note=None", Readings.Text(run.Settings));
        Assert.Equal(("run a", new TrialOutcome.Completed()), (run.Place, run.Outcome));
    }

    [Fact]
    public async Task Hyperparameters_that_torch_puts_into_a_folder_of_their_own_belong_to_the_run_around_it()
    {
        EventFile.Write(Path.Combine(Root, "a"), EventFile.Scalar("acc", 1, 0.5f), EventFile.Scalar("acc", 2, 0.625f));
        EventFile.Write(Path.Combine(Root, "a", "1690000000.5"), EventFile.Hyperparameters(("activation", "relu")), EventFile.End(1),
            EventFile.Scalar("hparam/best", 0, 0.625f));

        var run = Assert.Single((await Readings.StudyAsync(Root)).Runs);

        Assert.Equal("activation=relu", Readings.Text(run.Settings));
        Assert.Equal("1: acc=0.5 hparam/best=0.625 | 2: acc=0.625", Readings.Text(run.Epochs));
    }

    [Fact]
    public async Task Train_and_validation_folders_of_keras_are_parts_of_one_run()
    {
        EventFile.Write(Path.Combine(Root, "relu", "train"), EventFile.Scalar("epoch_loss", 0, 0.5f),
            EventFile.Scalar("epoch_loss", 1, 0.25f));
        EventFile.Write(Path.Combine(Root, "relu", "validation"), EventFile.Scalar("epoch_loss", 0, 1f),
            EventFile.Scalar("epoch_loss", 1, 2f));

        var run = Assert.Single((await Readings.StudyAsync(Root)).Runs);

        Assert.Equal("run=relu", Readings.Text(run.Settings));
        Assert.Equal("1: train/epoch_loss=0.5 validation/epoch_loss=1 | 2: train/epoch_loss=0.25 validation/epoch_loss=2",
            Readings.Text(run.Epochs));
    }

    [Fact]
    public async Task A_pattern_with_slashes_describes_nested_folders()
    {
        EventFile.Write(Path.Combine(Root, "mnist", "relu-1", "train"), EventFile.Scalar("loss", 0, 0.5f));
        EventFile.Write(Path.Combine(Root, "mnist", "relu-2"), EventFile.Scalar("loss", 0, 0.25f));
        EventFile.Write(Root, EventFile.Scalar("loss", 0, 0.5f));

        var reading = await Readings.ReadAsync(Root, Readings.Ask() with { RunName = "{dataset}/{activation}-{seed}" });

        Assert.Equal(["activation=relu dataset=mnist seed=1", "activation=relu dataset=mnist seed=2"],
            reading.Study!.Runs.Select(r => Readings.Text(r.Settings)));
        Assert.Equal(["train/loss", "loss"], reading.Study.Runs.Select(r => r.Epochs[0].Values[0].Key));
        Assert.Equal(["1 run left out (above the folders that --run-name describes): the folder itself."], reading.Notes);
    }

    [Fact]
    public async Task Of_a_training_that_was_resumed_the_later_file_counts()
    {
        EventFile.Write(Path.Combine(Root, "a"), EventFile.Scalar("acc", 1, 0.1f), EventFile.Scalar("acc", 2, 0.2f),
            EventFile.Scalar("acc", 3, 0.3f));
        var start = new SessionLog { Status = SessionLog.Types.SessionStatus.Start };
        EventFile.Write(Path.Combine(Root, "a"), new Event { Step = 2, SessionLog = start }, EventFile.Scalar("acc", 2, 0.5f));

        var epochs = (await Readings.StudyAsync(Root)).Runs[0].Epochs;

        Assert.Equal([0.1f, 0.5f], epochs.Select(e => (float)e.Values[0].Value));
    }

    [Fact]
    public async Task Failed_running_and_empty_sessions_are_told()
    {
        EventFile.Write(Path.Combine(Root, "a"), EventFile.Hyperparameters(("x", 1.0)), EventFile.Scalar("acc", 1, 0.5f), EventFile.End(2));
        EventFile.Write(Path.Combine(Root, "b"), EventFile.Hyperparameters(("x", 2.0)), EventFile.Scalar("acc", 1, 0.5f), EventFile.End(3));
        EventFile.Write(Path.Combine(Root, "c"), EventFile.Hyperparameters(("x", 3.0)));

        var reading = await Readings.ReadAsync(Root);

        Assert.IsType<TrialOutcome.Failed>(Assert.Single(reading.Study!.Runs).Outcome);
        Assert.Equal(["1 run left out (still running): run b.", "1 run left out (without scalars): run c."], reading.Notes);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_read_up_to_there()
    {
        byte[] bytes = EventFile.Write(Path.Combine(Root, "a"), EventFile.Scalar("acc", 1, 0.5f), EventFile.Scalar("acc", 2, 0.75f));
        folder.Write(Path.Combine("runs", "a", "events.out.tfevents.0.host"), bytes[..^3]);

        var reading = await Readings.ReadAsync(Root);

        Assert.Equal("1: acc=0.5", Readings.Text(reading.Study!.Runs[0].Epochs));
        Assert.Contains("end within a record", Assert.Single(reading.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_checksum_is_told_with_its_place()
    {
        byte[] bytes = EventFile.Write(Path.Combine(Root, "a"), EventFile.Scalar("acc", 1, 0.5f));
        bytes[^6] ^= 1;
        string path = folder.Write(Path.Combine("runs", "a", "events.out.tfevents.0.host"), bytes);

        Assert.Equal([$"{path}: the record at byte 40 is damaged: its checksum does not match. Copy the file anew, or move it away to "
            + "import the others."], await Readings.MistakesAsync(Root));
    }

    [Fact]
    public async Task A_length_without_end_takes_no_memory()
    {
        byte[] bytes = EventFile.Write(Path.Combine(Root, "a"), EventFile.Scalar("acc", 1, 0.5f));
        byte[] endless = EventFile.Record([]);
        BitConverter.GetBytes(long.MaxValue).CopyTo(endless, 0);
        string path = folder.Write(Path.Combine("runs", "a", "events.out.tfevents.0.host"), [.. bytes, .. endless]);

        Assert.Contains($"{path}: the record at byte {bytes.Length} is damaged: the checksum of its length",
            Assert.Single(await Readings.MistakesAsync(Root)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_message_within_a_sound_record_gives_mistakes_and_no_exception()
    {
        byte[] scalar = EventFile.Scalar("a", 1, 1).ToByteArray();
        byte[] message = EventFile.Hyperparameters(("activation", "relu"), ("lr", 0.01)).ToByteArray();
        for (int at = 0; at < message.Length; at++)
        {
            byte[] damaged = [.. message];
            damaged[at] ^= 0xA5;
            string path = folder.Write(Path.Combine("runs", $"{at}", "events.out.tfevents.0"),
                [.. EventFile.Record(damaged), .. EventFile.Record(message[..at]), .. EventFile.Record(scalar)]);

            var reading = await Readings.ReadAsync(path);

            Assert.All(reading.Mistakes, mistake => Assert.Contains("is damaged: the message", mistake, StringComparison.Ordinal));
            Assert.True(reading.Study is not null || reading.Mistakes.Count > 0);
        }
    }

    private static ByteString Bytes(byte[] bytes) => ByteString.CopyFrom(bytes);
}
