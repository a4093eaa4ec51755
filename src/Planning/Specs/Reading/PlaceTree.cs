namespace Sweep.Planning.Specs.Reading;

/// <summary>Where one setting is given, by the levels that the places are nested in: finds a place that a combination could reach
/// together with another one.</summary>
internal sealed class PlaceTree
{
    private Place? first; // at this node or below it
    private string? axis; // the factor whose levels lead on from here; null where a place ends
    private Dictionary<int, PlaceTree>? levels;

    /// <summary>The first place at which the setting is fixed; null where it is only varied.</summary>
    public Place? Fixed { get; private set; }

    /// <summary>Adds a place, unless one that is known can hold at the same time: then that one is returned.</summary>
    public Place? Add(Place place, int depth = 0)
    {
        bool ends = depth == place.Under.Count;
        if (first is null)
        {
            axis = ends ? null : place.Under[depth].Axis;
        }
        else if (ends || axis is null || axis != place.Under[depth].Axis)
        {
            return first;
        }
        Place? other = null;
        if (!ends)
        {
            levels ??= [];
            if (!levels.TryGetValue(place.Under[depth].Item, out var next))
                levels[place.Under[depth].Item] = next = new PlaceTree();
            other = next.Add(place, depth + 1);
        }
        if (other is null)
        {
            first ??= place;
            Fixed ??= place.IsVaried ? null : place;
        }
        return other;
    }
}
