using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Inspection;

public sealed class GradCamTests
{
    // A convolution that copies the image into channel 0 and negates it into channel 1; class 0 is the sum of channel 0, class 1 that of
    // channel 1, class 2 minus the sum of channel 0.
    private static readonly ShapedNetwork Network = ShapedNetwork.Infer(new NetworkBuilder("test").Conv2d(2, 1, bias: false).Flatten()
        .Linear(3, bias: false).Build(), new(1, 2, 2));
    private static readonly double[] Parameters = [1, -1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, -1, -1, -1, -1, 0, 0, 0, 0];

    [Theory]
    [InlineData(0, new[] { 0.25, 0.5, 0.75, 1 })] // channel 0, which is the image, has the weight 1
    [InlineData(1, new[] { 0.0, 0, 0, 0 })]       // channel 1 is negative everywhere
    [InlineData(2, new[] { 0.0, 0, 0, 0 })]       // channel 0 speaks against it
    public void The_map_weighs_channels_by_the_mean_slope_of_the_logit(int label, double[] expected)
    {
        var pass = new ReferenceNetwork(Network, new ReferenceMode.Evaluation(new Dictionary<string, double[]>()))
            .Forward([1, 2, 3, 4], 1, Parameters);
        int node = Assert.NotNull(GradCam.LastConvolution(Network));
        Assert.Equal(expected, GradCam.Of(Network, pass, node, [label]).Single());
    }

    [Fact]
    public void Samples_of_a_batch_have_their_own_maps()
    {
        var pass = new ReferenceNetwork(Network, new ReferenceMode.Evaluation(new Dictionary<string, double[]>()))
            .Forward([1, 2, 3, 4, 2, 2, 0, 1], 2, Parameters);
        Assert.Equal([[0.25, 0.5, 0.75, 1], [1, 1, 0, 0.5]], GradCam.Of(Network, pass, 0, [0, 0]));
    }

    [Fact]
    public void A_map_is_enlarged_between_the_centres_of_its_pixels() =>
        Assert.Equal([0, 0.25, 0.75, 1], GradCam.Enlarge([0, 1], height: 1, width: 2, newHeight: 1, newWidth: 4));
}
