using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu.Tests.Costs;

public sealed class MemoryTests
{
    public static TheoryData<string> Networks => NetworkCases.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_that_is_only_counted_has_the_bytes_of_the_real_one(string name)
    {
        var network = NetworkCases.Get(name);
        using var real = NetworkCompiler.Compile(network.Shape, batchSize: 300, KernelSet.Best);
        using var counted = NetworkCompiler.CompileCounted(network.Shape, batchSize: 300, KernelSet.Best);
        Assert.Equal(real.Bytes, counted.Bytes);
    }

    [Fact]
    public void The_blocks_of_a_large_network_are_counted_and_not_allocated()
    {
        var wide = new NetworkBuilder("wide").Conv2d(64, kernel: 3, padding: 1).BatchNorm().Activation().MaxPool(2)
            .Conv2d(64, kernel: 1).Dropout(0.5).Activation().Flatten().Linear(2048).Activation().Linear(10).Build();
        var shape = ShapedNetwork.Infer(wide, new TensorShape(3, 32, 32)).WithActivation(ActivationCatalogue.Find("rrelu")!.At);
        using var real = NetworkCompiler.Compile(shape, batchSize: 64, KernelSet.Best);
        using var counted = NetworkCompiler.CompileCounted(shape, batchSize: 64, KernelSet.Best);
        Assert.Equal(real.Bytes, counted.Bytes);
        using var huge = NetworkCompiler.CompileCounted(shape, batchSize: 4_000_000, KernelSet.Best);
        Assert.True(huge.Bytes > 1L << 40); // more than any machine of these tests has
    }

    [Fact]
    public void The_states_of_the_optimizer_are_counted()
    {
        using var network = NetworkCases.Get("linear").Compile(KernelSet.Best);
        var (sgd, adam) = (Read("sgd"), Read("adam"));
        using var real = Optimizer.Create(adam, network.Parameters);
        using var counted = Optimizer.CreateCounted(adam, network.Parameters);
        using var less = Optimizer.CreateCounted(sgd, network.Parameters);
        Assert.Equal(real.Bytes, counted.Bytes);
        Assert.True(less.Bytes < counted.Bytes);

        static OptimizerSettings Read(string name) => OptimizerSettings.Read(new SettingValue.Text(name));
    }
}
