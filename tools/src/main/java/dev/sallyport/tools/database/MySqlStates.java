package dev.sallyport.tools.database;

import java.sql.SQLException;

/// SQLSTATEs of MySQL's and MariaDB's failures as [SqlStates] knows them. Their own are often general, so the number
/// of the error decides first.
///
/// @see <a href="https://dev.mysql.com/doc/mysql-errors/9.4/en/server-error-reference.html">MySQL, Server Errors</a>
/// @see <a href="https://mariadb.com/docs/server/reference/error-codes/mariadb-error-code-reference">MariaDB Error
///     Codes</a>
final class MySqlStates {

    private MySqlStates() {}

    static String stateOf(SQLException failure) {
        return switch (failure.getErrorCode()) {
            // Killed, or out of time by either product's limit.
            case 1317, 1969, 3024 -> "57014";
            case 1205 -> "55P03";
            case 1062, 1586 -> "23505";
            case 1048, 1364, 1263 -> "23502";
            case 1216, 1217, 1451, 1452 -> "23503";
            case 3819, 4025 -> "23514";
            case 1365 -> "22012";
            case 1292, 1411 -> "22007";
            case 1265, 1366, 1367 -> "22P02";
            case 1441 -> "22008";
            case 1264, 1690 -> "22003";
            case 1406 -> "22001";
            case 1054, 1247 -> "42703";
            case 1052 -> "42702";
            case 1146, 1109, 1051 -> "42P01";
            case 1064, 1149, 1222, 1248, 1066 -> "42601";
            case 1055, 1056, 1140, 1111 -> "42803";
            case 3065 -> "42P10";
            case 1267, 1270, 1271, 4078, 4079 -> "42804";
            // Without a default database there is nowhere to look for a function that is not built
            // in.
            case 1046, 1305, 1582, 1630, 1128, 1210 -> "42883";
            case 1044, 1142, 1143, 1227, 1370 -> "42501";
            case 1290, 1792, 1836 -> "25006";
            case 1037, 1038, 1041 -> "53200";
            case 1040, 1203, 1226 -> "53300";
            // Packets, results of functions, and the rounds of a recursive query.
            case 1153, 1301, 1931, 3636 -> "54000";
            case 1235, 1093 -> "0A000";
            default -> SqlStates.checked(failure.getSQLState());
        };
    }
}
