using System.Runtime.Intrinsics;
using Sweep.Planning.Randomness;
using Sweep.Planning.Specs.Reading;
using Pixels = System.Runtime.Intrinsics.Vector256<float>;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Draws a shape filled with a texture before a textured background, partly hidden and with noise. Class 2 s + t is shape s (disc,
/// square, triangle, star, cross) with texture t (stripes, spots).</summary>
/// <remarks>Only + - * / and square roots are used, which every processor rounds alike, so the images are the same everywhere. Eight pixels
/// of a row are worked on at once.</remarks>
internal sealed class TexturedShapeRenderer : ImageRenderer
{
    public const int Size = 32;

    private const int Knot = 8, Knots = Size / Knot + 1; // of the field of light
    private const float MinRadius = 8, MaxRadius = 13, MaxShift = 3.5f; // pixels
    private const float MinPeriod = 4, MaxPeriod = 6.5f; // of textures, in pixels
    private const float Light = 0.1f, Grain = 0.12f; // extremes of the smooth and of the rough noise, of 1
    private const float MinBar = 1, MaxBar = 3; // half the width of what hides a part, in pixels

    private static readonly Palette Within = new(MinMean: 0.4f, MaxMean: 0.85f, MinContrast: 0.1f, MaxContrast: 0.26f);
    private static readonly Palette Around = new(MinMean: 0.15f, MaxMean: 0.6f, MinContrast: 0, MaxContrast: 0.08f);

    private static readonly Pixels Ramp = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    private readonly float[] light = new float[Knots * Knots]; // (row, column)
    private readonly float[] canvas = new float[3 * Size * Size]; // (channel, y, x)

    /// <inheritdoc/>
    /// <remarks>(3, 32, 32): red, green, blue. The mask is of what can be seen of the shape: at least half of the pixel is within it, and
    /// at most half is hidden.</remarks>
    public override void Draw(int label, RandomStream random, Span<byte> image, Span<byte> mask)
    {
        int shape = label / 2;
        var figure = Placement.Draw(random, Between(random, MinRadius, MaxRadius), MaxShift);
        var within = Texture.Draw(random, isSpotted: label % 2 == 1, Within);
        var around = Texture.Draw(random, isSpotted: random.NextInt(2) == 1, Around);
        var bar = Placement.Draw(random, Between(random, MinBar, MaxBar), Size / 2);
        float[] barColor = [random.NextSingle(), random.NextSingle(), random.NextSingle()];
        foreach (ref float knot in light.AsSpan())
            knot = Between(random, -Light, Light);

        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x += Knot)
            {
                Pixels px = Ramp + Vector256.Create((float)x), py = Vector256.Create((float)y);
                var (u, v) = figure.Map(px, py);
                Pixels inside = Coverage(Distance(shape, u, v), figure.Scale);
                Pixels hidden = Coverage(Vector256.Abs(bar.Map(px, py).V) - Pixels.One, bar.Scale);
                Pixels t = within.At(px, py), s = around.At(px, py), lit = LightAt(x, y);
                if (!mask.IsEmpty)
                    Mark(inside, hidden, mask.Slice(y * Size + x, Pixels.Count));
                for (int channel = 0; channel < 3; channel++)
                {
                    Pixels color = Mix(around.Color(channel, s), within.Color(channel, t), inside);
                    color = Mix(color, Vector256.Create(barColor[channel]), hidden) + lit;
                    color.CopyTo(canvas.AsSpan((channel * Size + y) * Size + x));
                }
            }
        }
        Develop(random, image);
    }

    private static void Mark(Pixels inside, Pixels hidden, Span<byte> mask)
    {
        for (int i = 0; i < mask.Length; i++)
            mask[i] = (byte)(inside[i] >= 0.5f && hidden[i] <= 0.5f ? 1 : 0);
    }

    // Adds the grain: one byte of the stream per value.
    private void Develop(RandomStream random, Span<byte> image)
    {
        for (int i = 0; i < canvas.Length; i += 4)
        {
            uint bits = random.NextUInt32();
            for (int k = 0; k < 4; k++, bits >>= 8)
            {
                float value = canvas[i + k] + ((bits & 255) - 127.5f) * (Grain / 127.5f);
                image[i + k] = (byte)(Math.Clamp(value, 0, 1) * 255 + 0.5f);
            }
        }
    }

    // Bilinear between the knots; eight pixels from x on lie between two columns of knots.
    private Pixels LightAt(int x, int y)
    {
        int knot = y / Knot * Knots + x / Knot;
        float down = y % Knot / (float)Knot;
        float left = light[knot] + (light[knot + Knots] - light[knot]) * down;
        float right = light[knot + 1] + (light[knot + Knots + 1] - light[knot + 1]) * down;
        return Vector256.Create(left) + Ramp * Vector256.Create((right - left) / Knot);
    }

    // How much of a pixel lies inside, by the distance of its centre from the edge; negative inside.
    private static Pixels Coverage(Pixels distance, float pixelsPerUnit) =>
        Vector256.Min(Vector256.Max(Vector256.Create(0.5f) - distance * Vector256.Create(pixelsPerUnit), Pixels.Zero), Pixels.One);

    private static Pixels Mix(Pixels from, Pixels to, Pixels part) => from + (to - from) * part;

    // Distance to the edge of a shape that fits a circle of radius 1 around the origin; negative inside.
    private static Pixels Distance(int shape, Pixels u, Pixels v)
    {
        Pixels across = Vector256.Abs(u), up = Vector256.Abs(v);
        return shape switch
        {
            0 => Vector256.Sqrt(u * u + v * v) - Vector256.Create(0.85f),
            1 => Vector256.Max(across, up) - Vector256.Create(0.75f),
            2 => Vector256.Max(across * Vector256.Create(0.8660254f) + v * Vector256.Create(0.5f), -v) - Vector256.Create(0.5f),
            3 => Star(across, v),
            _ => Vector256.Min(
                Vector256.Max(across - Vector256.Create(0.95f), up - Vector256.Create(0.32f)),
                Vector256.Max(across - Vector256.Create(0.32f), up - Vector256.Create(0.95f))),
        };
    }

    // A star of five points: the plane is folded onto one half of a point, whose edge is a straight line.
    private static Pixels Star(Pixels across, Pixels v)
    {
        const float cosine = 0.809017f, sine = 0.58778525f; // of 36 degrees
        (across, v) = Reflect(across, v, cosine, -sine);
        (across, v) = Reflect(across, v, -cosine, -sine);
        return Vector256.Abs(across) * Vector256.Create(0.8660254f) + (v - Pixels.One) * Vector256.Create(0.5f);
    }

    // Folds the side to which (x, y) points onto the other.
    private static (Pixels U, Pixels V) Reflect(Pixels u, Pixels v, float x, float y)
    {
        Pixels beyond = Vector256.Max(u * Vector256.Create(x) + v * Vector256.Create(y), Pixels.Zero) * Vector256.Create(2f);
        return (u - beyond * Vector256.Create(x), v - beyond * Vector256.Create(y));
    }

    private static float Between(RandomStream random, float low, float high) => low + (high - low) * random.NextSingle();

    /// <summary>A system of coordinates in the image: turned, scaled, moved.</summary>
    private readonly record struct Placement(float CenterX, float CenterY, float Cosine, float Sine, float Scale)
    {
        public static Placement Draw(RandomStream random, float scale, float shift)
        {
            const float middle = (Size - 1) / 2f;
            float half = Between(random, -1, 1); // the tangent of half the angle: turning without sine and cosine
            float cosine = (1 - half * half) / (1 + half * half), sine = 2 * half / (1 + half * half);
            if (random.NextInt(2) == 1)
                (cosine, sine) = (-cosine, -sine); // half a turn more
            return new Placement(middle + Between(random, -shift, shift), middle + Between(random, -shift, shift), cosine, sine, scale);
        }

        public (Pixels U, Pixels V) Map(Pixels x, Pixels y)
        {
            Pixels scale = Vector256.Create(Scale), c = Vector256.Create(Cosine), s = Vector256.Create(Sine);
            Pixels dx = (x - Vector256.Create(CenterX)) / scale, dy = (y - Vector256.Create(CenterY)) / scale;
            return (dx * c + dy * s, dy * c - dx * s);
        }
    }

    /// <summary>Bounds of a texture's colors, per channel: of the mean of its two colors, and of half their difference.</summary>
    private readonly record struct Palette(float MinMean, float MaxMean, float MinContrast, float MaxContrast);

    /// <summary>Two colors in stripes, or in spots of one on the other.</summary>
    private readonly record struct Texture(bool IsSpotted, Placement Place, float[] Dark, float[] Bright)
    {
        public static Texture Draw(RandomStream random, bool isSpotted, Palette palette)
        {
            var place = Placement.Draw(random, Between(random, MinPeriod, MaxPeriod), MaxPeriod);
            float[] dark = new float[3], bright = new float[3];
            for (int channel = 0; channel < 3; channel++)
            {
                float mean = Between(random, palette.MinMean, palette.MaxMean);
                float half = Between(random, palette.MinContrast, palette.MaxContrast);
                if (random.NextInt(2) == 1)
                    half = -half;
                (dark[channel], bright[channel]) = (mean - half, mean + half);
            }
            return new Texture(isSpotted, place, dark, bright);
        }

        public Pixels At(Pixels x, Pixels y)
        {
            var (u, v) = Place.Map(x, y);
            Pixels across = Wave(u);
            Pixels value = IsSpotted ? Vector256.Min(across, Wave(v)) * Vector256.Create(2f) - Vector256.Create(0.35f) : across;
            value = (value - Vector256.Create(0.5f)) * Vector256.Create(2f) + Vector256.Create(0.5f);
            return Vector256.Min(Vector256.Max(value, Pixels.Zero), Pixels.One);
        }

        public Pixels Color(int channel, Pixels part) => Mix(Vector256.Create(Dark[channel]), Vector256.Create(Bright[channel]), part);

        // A triangular wave of period 1 between 0 and 1.
        private static Pixels Wave(Pixels x) => Vector256.Abs((x - Vector256.Floor(x)) * Vector256.Create(2f) - Pixels.One);
    }
}
