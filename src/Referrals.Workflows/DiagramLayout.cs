namespace Referrals.Workflows;

internal sealed record At(double X, double Y);

/// <summary>A box on the drawing, in pixels; X and Y are its top left corner.</summary>
internal sealed record Box(ActivityNode Activity, IReadOnlyList<string> Title, IReadOnlyList<string> Caption, double Width, double Height)
{
    public double X { get; set; }

    public double Y { get; set; }

    public double Middle => X + (Width / 2);

    public double Right => X + Width;

    public double Bottom => Y + Height;
}

/// <summary>A connection as drawn: corners from source to target, and where its outcome is written.</summary>
internal sealed record Line(Connection Connection, IReadOnlyList<At> Corners, At Label);

/// <summary>Where everything goes when the author gave no positions: layers from top to bottom, each outcome's label in a row of its own so that none covers another.</summary>
internal sealed class LayeredLayout
{
    private const double BetweenColumns = 28;
    private const double Track = 12;
    private readonly IReadOnlyDictionary<string, Box> boxes;
    private readonly Func<string, double> labelWidth;
    private readonly List<List<Spot>> layers = [];
    private readonly List<Route> routes = [];

    private LayeredLayout(WorkflowDefinition definition, IReadOnlyDictionary<string, Box> boxes, Func<string, double> labelWidth)
    {
        (this.boxes, this.labelWidth) = (boxes, labelWidth);
        var connections = definition.Connections.Where(c => boxes.ContainsKey(c.Source) && boxes.ContainsKey(c.Target)).ToList();
        var back = BackConnections(definition, connections);
        Layer(connections, back);
        foreach (var connection in connections)
            Thread(connection, back.Contains(connection));
    }

    /// <summary>Sets the boxes' positions and answers with the lines between them.</summary>
    public static IReadOnlyList<Line> Lay(WorkflowDefinition definition, IReadOnlyDictionary<string, Box> boxes, Func<string, double> labelWidth)
    {
        var layout = new LayeredLayout(definition, boxes, labelWidth);
        layout.Order();
        layout.Align();
        return layout.Draw();
    }

    /// <summary>A place in a layer: a box, or where a line passes.</summary>
    private sealed class Spot(Box? box, double width, int layer)
    {
        public Box? Box { get; } = box;

        public double Width { get; } = width;

        public int Layer { get; } = layer;

        public double X { get; set; }

        public double Wanted { get; set; }

        public List<Spot> Near { get; } = [];
    }

    /// <summary>The spots a connection goes through, from just after its source to just before its target.</summary>
    private sealed record Route(Connection Connection, Spot Source, Spot Target, List<Spot> Via, bool IsBack);

    private static HashSet<Connection> BackConnections(WorkflowDefinition definition, List<Connection> connections)
    {
        var from = connections.ToLookup(c => c.Source, StringComparer.Ordinal);
        var back = new HashSet<Connection>();
        var open = new HashSet<string>(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in definition.Activities.Keys.Prepend(definition.Start))
        {
            // Depth first without recursion: a definition may be long.
            var stack = new Stack<(string Id, IEnumerator<Connection> Ways)>();
            void Enter(string id)
            {
                if (!done.Contains(id) && open.Add(id))
                    stack.Push((id, from[id].GetEnumerator()));
            }

            Enter(root);
            while (stack.TryPeek(out var top))
            {
                if (!top.Ways.MoveNext())
                {
                    stack.Pop();
                    open.Remove(top.Id);
                    done.Add(top.Id);
                }
                else if (open.Contains(top.Ways.Current.Target))
                {
                    back.Add(top.Ways.Current);
                }
                else
                {
                    Enter(top.Ways.Current.Target);
                }
            }
        }

        return back;
    }

    private void Layer(List<Connection> connections, HashSet<Connection> back)
    {
        var depth = boxes.Keys.ToDictionary(id => id, _ => 0, StringComparer.Ordinal);
        var waiting = connections.Where(c => !back.Contains(c)).GroupBy(c => c.Target, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var from = connections.Where(c => !back.Contains(c)).ToLookup(c => c.Source, StringComparer.Ordinal);
        var queue = new Queue<string>(boxes.Keys.Where(id => !waiting.ContainsKey(id)));
        while (queue.TryDequeue(out var at))
        {
            foreach (var connection in from[at])
            {
                depth[connection.Target] = Math.Max(depth[connection.Target], depth[at] + 2);
                if (--waiting[connection.Target] == 0)
                    queue.Enqueue(connection.Target);
            }
        }

        for (var i = 0; i <= depth.Values.Max(); i++)
            layers.Add([]);
        foreach (var (id, box) in boxes)
            layers[depth[id]].Add(new Spot(box, box.Width, depth[id]));
    }

    private void Thread(Connection connection, bool isBack)
    {
        var source = SpotOf(connection.Source);
        var target = SpotOf(connection.Target);
        var via = new List<Spot>();
        var (first, last, step) = isBack ? (source.Layer, target.Layer, -1) : (source.Layer + 1, target.Layer - 1, 1);
        for (var layer = first; step > 0 ? layer <= last : layer >= last; layer += step)
        {
            var spot = new Spot(null, via.Count == 0 ? Math.Max(8, labelWidth(connection.Port)) : 8, layer);
            var beside = layers[layer].IndexOf(isBack && layer == source.Layer ? source : target);
            layers[layer].Insert(beside < 0 ? layers[layer].Count : beside + 1, spot);
            via.Add(spot);
        }

        var all = via.Prepend(source).Append(target).ToList();
        for (var i = 1; i < all.Count; i++)
        {
            all[i - 1].Near.Add(all[i]);
            all[i].Near.Add(all[i - 1]);
        }

        routes.Add(new Route(connection, source, target, via, isBack));
    }

    private Spot SpotOf(string id) => layers.SelectMany(l => l).First(s => s.Box == boxes[id]);

    /// <summary>Orders each layer by where its neighbours stand, down and up a few times.</summary>
    private void Order()
    {
        Number();
        for (var round = 0; round < 12; round++)
        {
            var down = round % 2 == 0;
            foreach (var layer in down ? layers : Enumerable.Reverse(layers))
            {
                foreach (var spot in layer)
                {
                    var near = spot.Near.Where(n => down ? n.Layer <= spot.Layer : n.Layer >= spot.Layer).ToList();
                    spot.Wanted = near.Count == 0 ? spot.X : near.Average(n => n.X);
                }

                var ordered = layer.OrderBy(s => s.Wanted).ToList();
                layer.Clear();
                layer.AddRange(ordered);
                NumberOne(layer);
            }
        }
    }

    private void Number()
    {
        foreach (var layer in layers)
            NumberOne(layer);
    }

    private static void NumberOne(List<Spot> layer)
    {
        // Spread over the same width, so that layers of different length compare.
        for (var i = 0; i < layer.Count; i++)
            layer[i].X = (i + 0.5) / layer.Count;
    }

    /// <summary>Moves every spot towards its neighbours while keeping order and distance.</summary>
    private void Align()
    {
        foreach (var layer in layers)
        {
            double x = 0;
            foreach (var spot in layer)
            {
                spot.X = x + (spot.Width / 2);
                x += spot.Width + BetweenColumns;
            }
        }

        for (var round = 0; round < 40; round++)
        {
            var down = round % 2 == 0;
            foreach (var layer in down ? layers : Enumerable.Reverse(layers))
            {
                foreach (var spot in layer)
                {
                    // Where a line goes back up it starts beside its own box, and only it is drawn to that box.
                    var near = spot.Near.Where(n => n.Layer == spot.Layer ? spot.Box is null : round >= 38 || (down ? n.Layer < spot.Layer : n.Layer > spot.Layer)).ToList();
                    spot.Wanted = near.Count == 0 ? spot.X : near.Average(n => n.Layer == spot.Layer ? Beside(n, spot) : n.X);
                }

                Place(layer);
            }
        }

        foreach (var route in routes)
            Straighten(route);
        var left = layers.SelectMany(l => l).Min(s => s.X - (s.Width / 2));
        foreach (var spot in layers.SelectMany(l => l))
            spot.X -= left;
    }

    private static double Beside(Spot box, Spot spot) =>
        box.X + (Math.Sign(spot.X - box.X) * (((box.Width + spot.Width) / 2) + BetweenColumns));

    /// <summary>Puts the spots of one line under each other as far as those beside them leave room.</summary>
    private void Straighten(Route route)
    {
        for (var i = 0; i < route.Via.Count;)
        {
            var (low, high) = Room(route.Via[i]);
            var end = i + 1;
            for (; end < route.Via.Count; end++)
            {
                var (nextLow, nextHigh) = Room(route.Via[end]);
                if (Math.Max(low, nextLow) > Math.Min(high, nextHigh))
                    break;
                (low, high) = (Math.Max(low, nextLow), Math.Min(high, nextHigh));
            }

            var wanted = end == route.Via.Count && !route.IsBack ? route.Target.X : route.IsBack ? route.Source.X : route.Via[i].X;
            foreach (var spot in route.Via.Take(end).Skip(i))
                spot.X = Math.Max(low, Math.Min(high, wanted));
            i = end;
        }
    }

    private (double Low, double High) Room(Spot spot)
    {
        var layer = layers[spot.Layer];
        var at = layer.IndexOf(spot);
        double Apart(Spot other) => ((other.Width + spot.Width) / 2) + BetweenColumns;
        return (
            at == 0 ? double.NegativeInfinity : layer[at - 1].X + Apart(layer[at - 1]),
            at == layer.Count - 1 ? double.PositiveInfinity : layer[at + 1].X - Apart(layer[at + 1]));
    }

    private static void Place(List<Spot> layer)
    {
        // Pushing from the left and from the right both keep the distances, and so does the mean of the two.
        var (fromLeft, fromRight) = (new double[layer.Count], new double[layer.Count]);
        double Apart(int i) => ((layer[i - 1].Width + layer[i].Width) / 2) + BetweenColumns;
        for (var i = 0; i < layer.Count; i++)
            fromLeft[i] = i == 0 ? layer[i].Wanted : Math.Max(layer[i].Wanted, fromLeft[i - 1] + Apart(i));
        for (var i = layer.Count - 1; i >= 0; i--)
            fromRight[i] = i == layer.Count - 1 ? layer[i].Wanted : Math.Min(layer[i].Wanted, fromRight[i + 1] - Apart(i + 1));
        for (var i = 0; i < layer.Count; i++)
            layer[i].X = (fromLeft[i] + fromRight[i]) / 2;
    }

    private IReadOnlyList<Line> Draw()
    {
        var ports = routes.GroupBy(r => r.Source).SelectMany(g => PortsBelow(g.Key, [.. g.OrderBy(r => r.Via[0].X)])).ToDictionary(p => p.Route, p => p.X);

        // Each crossing of the gap above a layer is a horizontal run, and runs that overlap take tracks of their own.
        var runs = new List<Run>();
        foreach (var route in routes)
        {
            var points = route.Via.Select(s => s.X).Prepend(ports[route]).Append(route.Target.X).ToList();
            if (Math.Abs(points[^2] - points[^1]) < 16)
                points[^1] = points[^2];
            for (var i = 1; i < points.Count; i++)
                runs.Add(new Run(route, i, Gap(route, i), points[i - 1], points[i]));
        }

        var tracks = new int[layers.Count + 1];
        foreach (var gap in runs.GroupBy(r => r.Gap))
            tracks[gap.Key] = AssignTracks([.. gap]);

        var (tops, gapTops) = Heights(tracks);
        foreach (var spot in layers.SelectMany(l => l).Where(s => s.Box is not null))
            (spot.Box!.X, spot.Box.Y) = (spot.X - (spot.Width / 2), tops[spot.Layer]);
        return [.. routes.Select(route => LineOf(route, runs.Where(r => r.Route == route).OrderBy(r => r.Index), gapTops, tops))];
    }

    /// <summary>Where each line leaves its box: straight above where it is going, if there is room.</summary>
    private static IEnumerable<(Route Route, double X)> PortsBelow(Spot source, List<Route> leaving)
    {
        var half = (source.Width / 2) - 16;
        var apart = Math.Min(20, 2 * half / leaving.Count);
        var spots = leaving.ConvertAll(_ => 0.0);
        for (var i = 0; i < leaving.Count; i++)
        {
            var low = source.X - half + (i * apart);
            var high = source.X + half - ((leaving.Count - 1 - i) * apart);
            var wanted = Math.Clamp(leaving[i].Via[0].X, low, high);
            spots[i] = i == 0 ? wanted : Math.Max(wanted, spots[i - 1] + apart);
            yield return (leaving[i], spots[i]);
        }
    }

    private sealed record Run(Route Route, int Index, int Gap, double From, double To)
    {
        public int Track { get; set; }

        public double Left => Math.Min(From, To);

        public double Right => Math.Max(From, To);
    }

    /// <summary>The gap a run goes through: gap n lies above layer n.</summary>
    private static int Gap(Route route, int i)
    {
        if (!route.IsBack)
            return route.Source.Layer + i;
        return i == 1 ? route.Source.Layer + 1 : route.Source.Layer - i + 2;
    }

    private static int AssignTracks(List<Run> runs)
    {
        var taken = new List<List<Run>>();
        var ordered = runs.Where(r => Math.Abs(r.From - r.To) > 0.5)
            .OrderBy(r => r.To > r.From ? 0 : 1).ThenBy(r => r.To > r.From ? -r.From : r.From);
        foreach (var run in ordered)
        {
            // Runs into one target may lie on each other: they are one arrow by then.
            var track = taken.FindIndex(t => t.TrueForAll(o => o.Right + 6 < run.Left || run.Right + 6 < o.Left || IsMerge(o, run)));
            if (track < 0)
            {
                track = taken.Count;
                taken.Add([]);
            }

            taken[track].Add(run);
            run.Track = track;
        }

        return taken.Count;
    }

    private static bool IsMerge(Run one, Run other) =>
        one.Route.Target == other.Route.Target && one.Index == one.Route.Via.Count + 1 && other.Index == other.Route.Via.Count + 1;

    private (double[] Tops, double[] GapTops) Heights(int[] tracks)
    {
        var (tops, gapTops) = (new double[layers.Count], new double[layers.Count + 1]);
        double y = 0;
        for (var i = 0; i < layers.Count; i++)
        {
            gapTops[i] = y;
            y += i == 0 && tracks[0] == 0 ? 0 : (i % 2 == 0 ? 22 : 10) + (tracks[i] * Track);
            tops[i] = y;
            y += layers[i].Max(s => s.Box?.Height) ?? 18;
        }

        gapTops[^1] = y;
        return (tops, gapTops);
    }

    private static Line LineOf(Route route, IEnumerable<Run> runs, double[] gapTops, double[] tops)
    {
        var all = runs.ToList();
        var corners = new List<At> { new(0, 0) };
        foreach (var run in all)
        {
            if (Math.Abs(run.From - run.To) <= 0.5)
                continue;
            var y = gapTops[run.Gap] + 6 + (run.Track * Track);
            corners.Add(new At(run.From, y));
            corners.Add(new At(run.To, y));
        }

        corners[0] = new At(all[0].From, route.Source.Box!.Bottom);
        corners.Add(new At(all[^1].To, route.Target.Box!.Y));
        var labelAt = route.Via[0];
        return new Line(route.Connection, corners, new At(labelAt.X, tops[labelAt.Layer] + 13));
    }
}

/// <summary>Lines between boxes that stand where the author put them in the designer.</summary>
internal static class DesignerLayout
{
    private const double BetweenPorts = 18;

    /// <summary>How high a box must be for its lines to leave by its right side one under another.</summary>
    public static double LeastHeight(int leaving) => (leaving * BetweenPorts) + 8;

    public static IReadOnlyList<Line> Lay(WorkflowDefinition definition, IReadOnlyDictionary<string, Box> boxes, Func<string, double> labelWidth)
    {
        Spread([.. boxes.Values], box => 60 + definition.From(box.Activity.Id).Select(c => labelWidth(c.Port)).DefaultIfEmpty(0).Max());
        var lines = new List<Line>();
        var leaving = new Dictionary<string, int>(StringComparer.Ordinal);

        // Lines to different boxes of one column turn at different places, so that each can be followed.
        var lanes = boxes.Values.GroupBy(b => Math.Round(b.X / 40))
            .SelectMany(column => column.OrderBy(b => b.Y).Select((box, i) => (box.Activity.Id, Lane: i % 5 * 8)))
            .ToDictionary(l => l.Id, l => l.Lane, StringComparer.Ordinal);
        foreach (var connection in definition.Connections.Where(c => boxes.ContainsKey(c.Source) && boxes.ContainsKey(c.Target)))
        {
            var nth = leaving[connection.Source] = leaving.GetValueOrDefault(connection.Source) + 1;
            var count = definition.From(connection.Source).Count();
            lines.Add(Between(
                boxes[connection.Source], boxes[connection.Target], connection,
                new Leaving((nth - ((count + 1) / 2.0)) * BetweenPorts, (nth - 1) * 15, labelWidth(connection.Port), lanes[connection.Target])));
        }

        return lines;
    }

    /// <summary>Moves everything apart, by one factor along and one down, until no box covers another: our boxes may be larger than the designer's.</summary>
    private static void Spread(List<Box> boxes, Func<Box, double> roomAfter)
    {
        const double roomBelow = 36;
        const double mostApart = 4;
        var (along, down) = (1.0, 1.0);
        for (var round = 0; round < 8; round++)
        {
            foreach (var box in boxes)
                (box.X, box.Y) = (box.Activity.X * along, box.Activity.Y * down);
            var (nextAlong, nextDown) = (along, down);
            foreach (var (a, b) in boxes.SelectMany(a => boxes.Select(b => (a, b))).Where(p => p.a != p.b && p.a.X <= p.b.X))
            {
                var (x, y) = (b.Activity.X - a.Activity.X, Math.Abs(b.Activity.Y - a.Activity.Y));
                var (needX, needY) = (a.Width + roomAfter(a), (a.Y < b.Y ? a.Height : b.Height) + roomBelow);
                if (b.X - a.X >= needX || Math.Abs(b.Y - a.Y) >= needY)
                    continue;
                if (x >= y && x > 0)
                    nextAlong = Math.Max(nextAlong, needX / x);
                else if (y > 0)
                    nextDown = Math.Max(nextDown, needY / y);
            }

            if (nextAlong == along && nextDown == down)
                break;
            (along, down) = (Math.Min(nextAlong, mostApart), Math.Min(nextDown, mostApart));
        }

        var (left, top) = (boxes.Min(b => b.X), boxes.Min(b => b.Y));
        foreach (var box in boxes)
            (box.X, box.Y) = (box.X - left, box.Y - top);
    }

    /// <param name="Aside">From the middle of the side it leaves by.</param>
    /// <param name="Down">How far under the box its label stands when it leaves below.</param>
    /// <param name="Lane">How far before its target it turns.</param>
    private sealed record Leaving(double Aside, double Down, double LabelWidth, double Lane);

    private static Line Between(Box from, Box to, Connection connection, Leaving leaving)
    {
        var aside = leaving.Aside;
        if (to.X >= from.Right + 20)
        {
            var (y, end) = (from.Y + (from.Height / 2) + aside, to.Y + (to.Height / 2));
            if (Math.Abs(y - end) < 12)
                end = y;
            var middle = to.X - 18 - leaving.Lane;
            return new Line(connection, [new(from.Right, y), new(middle, y), new(middle, end), new(to.X, end)], new At(from.Right + 8 + (leaving.LabelWidth / 2), y - 4));
        }

        if (to.Y >= from.Bottom + 20)
        {
            var (x, y) = (from.Middle + aside, to.Y - 16);
            return new Line(connection, [new(x, from.Bottom), new(x, y), new(to.Middle, y), new(to.Middle, to.Y)], new At(x, from.Bottom + 16 + leaving.Down));
        }

        // Back the way it came: under both boxes.
        var (out1, low, into) = (from.Middle + aside + 12, Math.Max(from.Bottom, to.Bottom) + 24 + Math.Abs(aside), to.Middle - 24);
        return new Line(connection, [new(out1, from.Bottom), new(out1, low), new(into, low), new(into, to.Bottom)], new At((out1 + into) / 2, low - 4));
    }
}
