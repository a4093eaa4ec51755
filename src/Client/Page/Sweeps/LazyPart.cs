using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sweep.Client.Page.Sweeps;

/// <summary>A part of a page that takes longer than the page may: it is an address of its own, that page.js fetches after the page, and
/// that is a link without it.</summary>
/// <param name="Key">Names it in addresses and in the page.</param>
/// <param name="Heading">What stands above it.</param>
internal sealed record LazyPart(string Key, string Heading)
{
    /// <summary>Its place within the page of a sweep.</summary>
    public Html Placeholder(string sweep) => Html.Of($"""
        <section aria-labelledby="heading-{Key}">
        <h2 id="heading-{Key}">{Heading}</h2>
        <div data-live="{Key}" data-src="{SweepAddress.Part(sweep, Key)}">
        <p class="loading"><a href="{SweepAddress.Part(sweep, Key)}">{Heading}</a></p>
        </div>
        </section>

        """);

    /// <summary>The part as a page of its own.</summary>
    public IResult Page(ShownSweep sweep, Html content) => new PageDocument($"{sweep.Name}: {Heading.ToLowerInvariant()}", Html.Of($"""
        <div data-live="{Key}">
        {content}
        </div>
        """))
    {
        Trail = [(sweep.Name, SweepAddress.Of(sweep.Name))],
        LiveSweep = sweep.Name,
    }.ToResult();

    /// <summary>When an answer was made, where that is not now.</summary>
    public static Html Date<T>(DatedAnswer<T> answer) => !answer.IsOutdated ? Html.Empty : Html.Of($"""
        <p class="note">Computed at {answer.At.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture)}; a newer answer is being made, which
        takes about {Output.QuantityText.About(answer.Took)}.</p>
        """);
}
