### Days and moments, for use in sentences.

# 1 is Monday.
date-weekday =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
date-of-month =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
# $date is a date-of-month.
date-with-weekday = { $weekday } { $date }
# A moment to the minute, in local time. The year has four digits, the other parts have two.
date-moment = { $year }-{ $month }-{ $day } { $hour }:{ $minute }

## Days past the calendar's end: a file can hold any number

# $number counts from 1 January 1970.
date-day-past-calendar = day { $number }
date-past-calendar = a time past the calendar's end
