using Sweep.Client.Output;

namespace Sweep.Client.Tests.Output;

public sealed class QuantityTextTests
{
    [Theory]
    [InlineData(999, "999", "999 B")]
    [InlineData(40_648_576, "40.6 M", "40.6 MB")]
    [InlineData(6.08e12, "6.08 T", "6.08 TB")]
    public void Large_numbers_have_three_digits_and_a_unit(double value, string count, string bytes) =>
        Assert.Equal((count, bytes), (QuantityText.Count(value), QuantityText.Bytes(value)));

    [Theory]
    [InlineData(12, "12 s")]
    [InlineData(120, "2 min")]
    [InlineData(11_160, "3.1 h")]
    [InlineData(864_000, "10 days")]
    public void Times_have_the_unit_that_people_would_use(double seconds, string text) => Assert.Equal(text, QuantityText.Seconds(seconds));
}
