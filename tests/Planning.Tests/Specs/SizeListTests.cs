using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Tests.Specs;

public sealed class SizeListTests
{
    [Theory]
    [InlineData("512", "512")]
    [InlineData("512-256-10", "512-256-10")]
    [InlineData(" 64 - 0032 ", "64-32")]
    public void Sizes_have_one_form(string text, string expected) => Assert.Equal(expected, SizeList.Write(SizeList.Read(text)!));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("64-")]
    [InlineData("-64")]
    [InlineData("64-0")]
    [InlineData("64, 32")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void What_is_no_list_of_sizes_is_refused(string text) => Assert.Null(SizeList.Read(text));
}
