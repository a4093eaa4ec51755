using Sweep.Planning.Randomness;

namespace Sweep.Planning.Tests.Randomness;

public sealed class PhiloxTests
{
    // Known-answer vectors of philox4x32-10 in the Random123 distribution (kat_vectors), Salmon et al., SC 2011.
    public static TheoryData<uint[], uint[], uint[]> KnownAnswers => new()
    {
        { [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        { [~0u, ~0u, ~0u, ~0u], [~0u, ~0u], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
        { [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1] },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void It_gives_the_published_answers(uint[] counter, uint[] key, uint[] answer)
    {
        var (x0, x1, x2, x3) = Philox.Block((counter[0], counter[1], counter[2], counter[3]), (key[0], key[1]));
        Assert.Equal(answer, new[] { x0, x1, x2, x3 });
    }
}
