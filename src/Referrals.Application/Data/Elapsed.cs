using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Referrals.Application.Data;

/// <summary>Time gone by, counted in the database, so that waits are grouped there instead of being read one by one.</summary>
internal static class Elapsed
{
    /// <summary>Whole days from one instant to another. In queries only.</summary>
    public static int Days(DateTimeOffset from, DateTimeOffset to) => throw new NotSupportedException("Elapsed.Days is asked of the database.");

    public static void Map(ModelBuilder model, bool ticks) =>
        model.HasDbFunction(typeof(Elapsed).GetMethod(nameof(Days))!).HasTranslation(arguments => ticks ? Ticks(arguments[0], arguments[1]) : Hours(arguments[0], arguments[1]));

    // SQLite keeps instants as ticks; a parameter is to be sent as the column is stored.
    private static SqlBinaryExpression Ticks(SqlExpression from, SqlExpression to)
    {
        var stored = from is ColumnExpression ? from.TypeMapping : to.TypeMapping;
        var difference = new SqlBinaryExpression(ExpressionType.Subtract, As(to, stored), As(from, stored), typeof(long), LongTypeMapping.Default);
        return new SqlBinaryExpression(ExpressionType.Divide, difference, new SqlConstantExpression(TimeSpan.TicksPerDay, LongTypeMapping.Default), typeof(int), IntTypeMapping.Default);
    }

    // DATEDIFF(day) counts midnights, and a night is no day.
    private static SqlBinaryExpression Hours(SqlExpression from, SqlExpression to)
    {
        var hours = new SqlFunctionExpression("DATEDIFF", [new SqlFragmentExpression("hour"), from, to], nullable: true, argumentsPropagateNullability: [false, true, true], typeof(int), IntTypeMapping.Default);
        return new SqlBinaryExpression(ExpressionType.Divide, hours, new SqlConstantExpression(24, IntTypeMapping.Default), typeof(int), IntTypeMapping.Default);
    }

    private static SqlExpression As(SqlExpression expression, RelationalTypeMapping? mapping) =>
        expression is SqlParameterExpression parameter ? parameter.ApplyTypeMapping(mapping) : expression;
}
